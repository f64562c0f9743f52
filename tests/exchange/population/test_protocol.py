"""The words of the national services: check value, order, both forms, and answers that are none."""

import base64
from datetime import UTC, date, datetime

import pytest

from motcua.exchange.population import protocol
from motcua.exchange.population.protocol import Claim, Line, NotUnderstood, Question, Refused

AN = Claim("001090000017", "Nguyễn Văn An", date(1990, 5, 2))
LINE = Line("https://c06.example.gov.vn/ws", "motcua", "bi-mat-thu")
JSON = Line("https://c06.example.gov.vn/ws", "motcua", "bi-mat-thu", form="json")
AT = datetime.fromtimestamp(1760000000, UTC)
ASKED = Question("lookup", "MC-20261121-000001", "1.004222", "cb.an.nv", AN)


def test_the_check_value_is_that_of_the_known_example():
    value = "c75c30f151294a6e89257856070913881c5a27e142080229d09edd69b2c0d7ea"
    assert protocol.check_value(LINE.address, "motcua", "1760000000000", "bi-mat-thu") == value
    sent = protocol.headers(LINE, AT)
    assert sent["Timestamp"] == "1760000000000" and sent["SOAPAction"] == '""'
    assert base64.b64decode(sent["Authorization"].removeprefix("Basic ")).decode() == f"motcua:{value}"


def test_seconds_or_milliseconds_road_client_and_key_are_settings():
    line = Line("https://x.example", "motcua", "s", timestamp="s", road_client="VN/GOV/1", api_key="k")
    sent = protocol.headers(line, AT)
    assert (sent["Timestamp"], sent["X-Road-Client"], sent["ApiKey"]) == ("1760000000", "VN/GOV/1", "k")


def test_a_soap_question_has_its_elements_in_order():
    text = protocol.body(LINE, ASKED).decode()
    names = [
        "TraCuuThongTinCongDan",
        "MaYeuCau",
        "MaDVC",
        "MaTichHop",
        "MaCanBo",
        "SoDinhDanh",
        "HoVaTen",
        "NgayThangNam>",
    ]
    places = [text.index(f"<dan:{name}") for name in names]
    assert places == sorted(places)
    assert "<dan:MaTichHop>037</dan:MaTichHop>" in text and "<dan:HoVaTen>NGUYỄN VĂN AN</dan:HoVaTen>" in text
    assert (
        "<dan:NgayThangNamSinh><dan:NgayThangNam>19900502</dan:NgayThangNam></dan:NgayThangNamSinh>" in text
    )


def test_a_json_question_has_the_day_with_hyphens_and_its_operation_in_the_address():
    assert b'"NgayThangNamSinh": "1990-05-02"' in protocol.body(JSON, ASKED)
    assert protocol.address(JSON, "verify").endswith("/XacThucThongTinCongDan")


def test_a_birth_known_by_year_is_asked_by_year():
    old = Question(
        "verify", "MC-1", "1.004222", "cb1", Claim("038150000203", "Lê Thị Mận", date(1950, 1, 1), "year")
    )
    assert "<dan:Nam>1950</dan:Nam>" in protocol.body(LINE, old).decode()
    assert b'"NgayThangNamSinh": "1950"' in protocol.body(JSON, old)


def test_nine_digits_go_as_the_former_number():
    asked = Question("verify", "MC-1", "1.004222", "cb1", Claim("012345678", "Lê Thị Mận", date(1950, 1, 1)))
    assert "<dan:SoCMND>012345678</dan:SoCMND>" in protocol.body(LINE, asked).decode()


@pytest.mark.parametrize(
    ("how", "sent"), [("upper", "ĐỖ THỊ HẰNG"), ("stripped", "DOTHIHANG")]
)  # fmt: skip
def test_the_letters_of_a_name_are_a_setting(how, sent):
    assert protocol.name_on_the_wire("Đỗ  Thị Hằng", how) == sent


@pytest.mark.parametrize(
    "claim", [Claim("", "Nguyễn Văn An", AN.born), Claim("00109000001", "Nguyễn Văn An", AN.born), Claim(AN.number, " ", AN.born)]
)  # fmt: skip
def test_there_is_no_question_without_number_name_and_birth(claim):
    with pytest.raises(ValueError, match="not complete"):
        protocol.body(LINE, Question("verify", "MC-1", "1.004222", "cb1", claim))


def test_what_people_type_cannot_become_elements():
    odd = Claim(AN.number, "A</dan:HoVaTen><dan:MaCanBo>x", AN.born)
    text = protocol.body(LINE, Question("verify", "MC-1", "1.004222", "cb1", odd)).decode()
    assert text.count("<dan:MaCanBo>") == 1


def soap(inside: str) -> bytes:
    return (
        '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:d="http://dancuquocgia.bca">'
        f"<s:Body>{inside}</s:Body></s:Envelope>"
    ).encode()


def test_a_verdict_is_yes_or_no_and_nothing_else():
    assert protocol.verdict(
        LINE, soap("<d:KetQuaXacThuc><d:TonTai>true</d:TonTai></d:KetQuaXacThuc>"), "MC-1"
    )
    assert not protocol.verdict(JSON, b'{"KetQuaXacThuc": {"TonTai": false}}', "MC-1")
    with pytest.raises(NotUnderstood):
        protocol.verdict(LINE, soap("<d:KetQuaXacThuc><d:TonTai>co</d:TonTai></d:KetQuaXacThuc>"), "MC-1")


def test_no_record_is_an_empty_collection_and_no_error():
    assert protocol.records(LINE, soap("<d:CongdanCollection/>"), "MC-1") == []
    one, two = protocol.records(
        LINE,
        soap(
            "<d:CongdanCollection><d:CongDan><d:SoDinhDanh>001090000017</d:SoDinhDanh></d:CongDan>"
            "<d:CongDan><d:SoDinhDanh>001190000028</d:SoDinhDanh><d:QuanHe>Vợ</d:QuanHe></d:CongDan></d:CongdanCollection>"
        ),
        "MC-1",
    )
    assert (one.pin, two.pin, two.relation) == ("001090000017", "001190000028", "Vợ")
    with pytest.raises(NotUnderstood):
        protocol.records(LINE, soap("<d:Khac/>"), "MC-1")


@pytest.mark.parametrize("code", ["004", "005", "999"])
def test_errors_are_told_by_their_code(code):
    with pytest.raises(Refused) as refused:
        protocol.verdict(LINE, soap(f"<d:MaLoi>{code}</d:MaLoi>"), "MC-1")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "answer",
    [
        b"<unclosed>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<x>" * 40 + b"</x>" * 40,
        b"<x>" + b"a" * 1_000_001 + b"</x>",
        soap("<d:MaYeuCau>MC-2</d:MaYeuCau><d:KetQuaXacThuc><d:TonTai>true</d:TonTai></d:KetQuaXacThuc>"),
        b"",
    ],
)
def test_broken_hostile_and_foreign_answers_are_not_understood(answer):
    with pytest.raises(NotUnderstood):
        protocol.verdict(LINE, answer, "MC-1")
