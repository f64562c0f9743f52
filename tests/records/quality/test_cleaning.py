"""A raw file becomes the staged table: known vectors, each class of error, and the same answer every time."""

import unicodedata
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.foundation.identifiers import parse_pin
from motcua.foundation.legacy_text import decode_legacy
from motcua.foundation.text import ascii_key, fold, name_key
from motcua.records.quality.intake import cleaning, names, values
from motcua.records.quality.intake.cleaning import COLUMNS, clean
from motcua.records.quality.intake.places import Places
from motcua.records.quality.rules import ASPECTS, SEVERITIES, bit, rule, rules
from tests.records.quality.files import FOLDED, person, written

ON = date(2026, 11, 21)
NAMES = [
    "Nguyễn Văn Hoà", unicodedata.normalize("NFD", "Trần Thị Thúy"), "Trần Thị Thuý", "Lê Quý Đôn", "Lê Quí Đôn",
    "Ðỗ Thị Hằng", "Nguyen Van An", "Nguyễn Văn Ân", "Vũ Thị Hoàng", "Phạm  Thị\u00a0Lan ", "H’ Hen Niê", "H'Hen Niê",
    "Y-Blô Êban", "Lan Phạm Thị", "Bùi Thị Thủy", "Nguyễn Văn Tòan", "Ñoã Vaên Duõng", "§ç V¨n Dòng", "Pháº¡m VÄƒn Huy",
    "NguyễnVăn An", "Không", "x", "An", "LÊ THỊ QUỲNH", "trần văn khoẻ", "Ng\u200buyễn Văn A",
]  # fmt: skip

PINS = [
    ("001090000017", {}, "001090000017", []),
    ("048203000031", {"birth": "2003"}, "048203000031", ["DQ08"]),
    ("096155000064", {"birth": "1955", "sex": "Nữ"}, "096155000064", ["DQ08"]),
    ("001226000086", {"birth": "01/02/2026"}, "001226000086", []),
    ("049099000097", {"birth": "05/06/1999"}, "049099000097", []),
    ("00109000001", {}, None, ["DQ02"]),
    ("0010900000170", {}, None, ["DQ02"]),
    ("001O90000017", {}, None, ["DQ02"]),
    ("003090000017", {}, None, ["DQ02"]),
    ("097090000017", {}, None, ["DQ02"]),
    ("000090000017", {}, None, ["DQ02"]),
    ("001490000017", {}, None, ["DQ02"]),
    ("001230000017", {}, None, ["DQ02"]),
    ("001 090 000 017", {}, "001090000017", []),
    ("００１０９０００００１７", {}, "001090000017", []),
    ("012345678", {}, None, ["DQ01"]),
    ("101095000012", {"birth": "02/05/1995"}, "101095000012", []),
    ("1090000017", {}, None, ["DQ23"]),
    ("1.09E+09", {}, None, ["DQ23"]),
    ("001090000017", {"sex": "Nữ"}, "001090000017", ["DQ05"]),
    ("048203000031", {"birth": "01/04/1903"}, "048203000031", ["DQ07", "MC02"]),
    ("001190000028", {"birth": "1990", "sex": "Nữ"}, "001190000028", ["DQ08"]),
    ("001090000017", {"birth": "02/05/1991"}, "001090000017", ["DQ06"]),
    ("000000000000", {}, None, ["DQ24"]),
    ("", {}, None, ["DQ01"]),
]
BIRTHS = [
    ("02/05/1990", date(1990, 5, 2), 1990, "day", []),
    ("1990-05-02", date(1990, 5, 2), 1990, "day", []),
    ("02051990", date(1990, 5, 2), 1990, "day", []),
    ("00/00/1990", None, 1990, "year", ["DQ08"]),
    ("1990", None, 1990, "year", ["DQ08"]),
    ("00001990", None, 1990, "year", ["DQ08"]),
    ("05/1990", None, 1990, "month", ["DQ08"]),
    ("30/02/1990", None, 1990, "year", ["DQ09"]),
    ("05/25/1990", None, 1990, "year", ["DQ09"]),
    ("", None, None, None, ["MC05"]),
]
WRITTEN = [
    ("Nguyễn Văn Hoà", "Nguyễn Văn Hoà", "NGUYỄN VĂN HÒA", ["DQ11"]),
    ("Ðỗ Thị Hằng", "Đỗ Thị Hằng", "ĐỖ THỊ HẰNG", ["DQ13"]),
    ("Ñoã Vaên Duõng", "Đỗ Văn Dũng", "ĐỖ VĂN DŨNG", ["DQ14"]),
    ("§ç V¨n Dòng", "Đỗ Văn Dũng", "ĐỖ VĂN DŨNG", ["DQ14"]),
    ("Pháº¡m VÄƒn Huy", "Phạm Văn Huy", "PHẠM VĂN HUY", ["DQ15"]),
    ("Phạm  Thị Lan", "Phạm Thị Lan", "PHẠM THỊ LAN", ["DQ16"]),
    ("NguyễnVăn An", "NguyễnVăn An", "NGUYỄNVĂN AN", ["DQ16"]),
    ("Lan Phạm Thị", "Lan Phạm Thị", "LAN PHẠM THỊ", ["DQ17"]),
    ("Nguyen Van An", "Nguyen Van An", "NGUYEN VAN AN", ["DQ18"]),
    ("Mai Lan Anh", "Mai Lan Anh", "MAI LAN ANH", []),
    ("Lê Quý Đôn", "Lê Quý Đôn", "LÊ QUÝ ĐÔN", []),
    ("Không", None, None, ["DQ24", "MC04"]),
]


@pytest.fixture
def con():
    with duckdb.connect() as open_:
        yield open_


def staged(con, tmp_path, rows, source="population", on=ON, **more):
    """The cleaned rows by their keys, each as a mapping."""
    figures = clean(con, written(tmp_path / "raw.csv", rows), source, on, **more)
    found = con.sql("SELECT * FROM staged").to_arrow_table().to_pylist()
    return figures, {row["record"]: row for row in found}


@pytest.fixture(scope="module")
def vectors(tmp_path_factory):
    """All vectors in one file, cleaned once: their rows by number."""
    rows = [person(record=f"P{n}", pin=pin, **context) for n, (pin, context, _, _) in enumerate(PINS)]
    rows += [person(record=f"B{n}", birth=row[0]) for n, row in enumerate(BIRTHS)]
    rows += [person(record=f"N{n}", full_name=row[0]) for n, row in enumerate(WRITTEN)]
    with duckdb.connect() as con:
        return staged(con, tmp_path_factory.mktemp("vectors"), rows)[1]


def clean_flags(row):
    """Without the class that says that vectors share a number."""
    return [flag for flag in row["flags"] if flag != "DQ03"]


def only(con, tmp_path, **said):
    row = person(**said)
    return staged(con, tmp_path, [row])[1][row["record"]]


def test_numbers_of_the_known_vectors(vectors):
    found = [(vectors[f"P{n}"]["pin"], clean_flags(vectors[f"P{n}"])) for n in range(len(PINS))]
    assert found == [(expected, flags) for _, _, expected, flags in PINS]


def test_a_lost_zero_is_proposed_and_never_put_back_silently(con, tmp_path):
    row = only(con, tmp_path, pin="1090000017")
    assert (row["pin"], row["pin_proposed"], row["pin_was"]) == (None, "001090000017", "1090000017")


def test_a_number_of_nine_digits_is_kept_as_the_old_number(con, tmp_path):
    assert only(con, tmp_path, pin="012345678")["cmnd"] == "012345678"


def test_birth_dates_as_people_write_them(vectors):
    parts = ("birth", "birth_year", "birth_precision")
    found = [
        (*(vectors[f"B{n}"][part] for part in parts), clean_flags(vectors[f"B{n}"]))
        for n in range(len(BIRTHS))
    ]
    assert found == [row[1:] for row in BIRTHS]


def test_the_first_of_january_is_a_filler_when_too_many_are_born_on_it(con, tmp_path):
    few = [person(birth="02/05/1990") for _ in range(99)] + [person(record="J", birth="01/01/1990")]
    _, rows = staged(con, tmp_path, few)
    assert rows["J"]["birth"] == date(1990, 1, 1)
    many = [person(birth="02/05/1990") for _ in range(90)] + [
        person(record=f"J{n}", birth="01/01/1990") for n in range(10)
    ]
    _, rows = staged(con, tmp_path, many)
    assert (rows["J1"]["birth"], rows["J1"]["birth_precision"], rows["J1"]["flags"]) == (
        None,
        "year",
        ["DQ08"],
    )


def test_names_in_every_state(vectors):
    found = [(vectors[f"N{n}"]["full_name"], vectors[f"N{n}"]["name_key"], clean_flags(vectors[f"N{n}"]))
             for n in range(len(WRITTEN))]  # fmt: skip
    assert found == [row[1:] for row in WRITTEN]


def test_names_read_together_are_as_those_read_alone():
    batch = names.Words().read(pa.array(NAMES))
    for row in batch.to_pylist():
        alone = names.read_name(row["written"])
        assert row == {
            "written": row["written"],
            **{part: getattr(alone, part) for part in names.SCHEMA.names[1:]},
        }


@given(
    st.lists(
        st.sampled_from(
            ["Nguyễn", "Hoà", "Thuý", "Quỳ", "LÊ", "thị", "Đỗ", "Khoẻ", "Toàn", "A", "Văn", "Uý"]
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=15, deadline=None)
def test_keys_of_plain_names_are_the_foundations_own(words):
    name = " ".join(words)
    (row,) = names.Words().read(pa.array([name])).to_pylist()
    if row["name"] is not None:
        assert (row["name_key"], row["name_ascii"]) == (name_key(name), ascii_key(name))


SQL = duckdb.connect()


@given(st.text("0123456789 .-O", min_size=1, max_size=14) | st.from_regex(r"[01][0-9]{11}", fullmatch=True))
@settings(max_examples=50, deadline=None)
def test_a_number_read_in_sql_is_the_number_read_in_python(pin):
    ((plain,),) = SQL.execute(f"SELECT {cleaning.plain_pin('v', ON)} FROM (SELECT ? AS v)", [pin]).fetchall()
    found = parse_pin(pin, ON)
    assert not plain or (found.is_valid and found.value == pin)
    read = values.read_number(pin, ON)
    assert (pin if plain else read.pin) == found.value or found.kind != "pin" or not pin.strip("0 .-")


@pytest.mark.parametrize(
    "address",
    [
        "Số 5, ngõ 12, Phường Nghĩa Tân",
        "12/3 Đường Láng; P.Láng Thượng",
        "Thôn Đoài – xã Hòa Sơn",
        "  ",
        "Ð. Ngô Gia Tự",
    ],
)
def test_an_address_is_folded_in_sql_as_in_python(con, address):
    ((key,),) = con.execute(f"SELECT {cleaning.address_key('v')} FROM (SELECT ? AS v)", [address]).fetchall()
    assert (key or "") == fold(address)


def test_one_number_for_two_people_blocks_both(con, tmp_path):
    rows = [
        person(record="A", pin="001090000017"), person(record="B", pin="001090000017", full_name="Lê Văn Bình"),
        person(record="C"),
    ]  # fmt: skip
    figures, found = staged(con, tmp_path, rows)
    assert [found[key]["flags"] for key in "ABC"] == [["DQ03"], ["DQ03"], []]
    assert figures.blocked == 2


def test_the_same_person_twice_under_one_number_is_no_clash(con, tmp_path):
    rows = [
        person(record="A", pin="001090000017"),
        person(record="B", pin="001090000017", full_name="NGUYỄN VĂN AN"),
    ]
    _, found = staged(con, tmp_path, rows)
    assert found["A"]["flags"] == found["B"]["flags"] == []


def test_one_person_with_two_numbers_is_found_by_name_birth_and_parents(con, tmp_path):
    of = {"father": "Nguyễn Văn Bình", "mother": "Lê Thị Hạnh"}
    rows = [person(record="A", **of), person(record="B", **of), person(record="C", father="Trần Văn Cả")]
    _, found = staged(con, tmp_path, rows)
    assert ["DQ04" in found[key]["flags"] for key in "ABC"] == [True, True, False]


def test_a_card_and_an_insurance_number_of_two_people_are_told(con, tmp_path):
    rows = [person(record="A", card_no="c1", insurance_no="0112345678"),
            person(record="B", card_no="C1 ", insurance_no="01.12345678", full_name="Lê Thị Bé",
                   sex="Nữ", pin="001190777777")]  # fmt: skip
    _, found = staged(con, tmp_path, rows)
    assert found["A"]["flags"] == found["B"]["flags"] == ["MC08", "MC11"]


def test_the_newest_of_two_rows_of_one_key_is_kept(con, tmp_path):
    rows = [person(record="A", phone="0912345678", changed_at="2025-01-01"),
            person(record="A", phone="0987654321", changed_at="2026-01-01")]  # fmt: skip
    _, found = staged(con, tmp_path, rows)
    assert (found["A"]["phone"], found["A"]["flags"]) == ("0987654321", ["MC09"])


def test_the_dead_who_still_draw_insurance_are_found(con, tmp_path):
    dead = person(died="01/03/2024", changed_at="2025-06-01")
    _, found = staged(con, tmp_path, [dead], source="insurance")
    assert "DQ21" in found[dead["record"]]["flags"]


def test_impossible_lives_are_blocked(con, tmp_path):
    rows = [person(record="A", birth="01/02/2031", pin=""), person(record="B", died="01/01/1980", changed_at=""),
            person(record="C", birth="02/05/1890", pin="")]  # fmt: skip
    _, found = staged(con, tmp_path, rows)
    assert [set(found[key]["flags"]) & {"MC02", "MC03"} for key in "ABC"] == [{"MC02"}, {"MC03"}, {"MC02"}]


def test_other_sources_are_looked_at_beside_the_population(con, tmp_path):
    people = [person(record="P1", pin="001090555555", full_name="Lê Văn Quý"),
              person(record="P2", pin="001090666666", died="01/03/2024", changed_at="2024-03-02")]  # fmt: skip
    staged(con, tmp_path, people)
    con.execute(f"COPY (SELECT * FROM staged) TO '{tmp_path}/people.parquet' (FORMAT parquet)")
    school = [person(record="S1", pin="001090555555", full_name="Lê Văn Quí"),
              person(record="S2", pin="001090666666", changed_at="2026-02-01")]  # fmt: skip
    _, found = staged(con, tmp_path, school, source="school", reference=tmp_path / "people.parquet")
    assert (found["S1"]["flags"], found["S2"]["flags"]) == (["DQ12"], ["DQ21"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_file_in_any_encoding_gives_the_same_rows(con, tmp_path, encoding):
    path = written(tmp_path / "raw.csv", [person(record="A", full_name="Đỗ Thị Thúy", sex="Nữ", pin="001190000028")],
                   encoding=encoding)  # fmt: skip
    clean(con, path, "population", ON)
    assert con.execute("SELECT full_name, pin FROM staged").fetchall() == [("Đỗ Thị Thúy", "001190000028")]


def test_a_file_in_an_old_font_is_decoded_as_a_whole(con, tmp_path):
    rows = [person(full_name="§ç V¨n Dòng", address="Phè HuÕ, ph­êng B¹ch Mai") for _ in range(30)]
    path = written(tmp_path / "raw.csv", rows, encoding="latin-1", headings=FOLDED)
    clean(con, path, "school", ON)
    found = con.execute("SELECT DISTINCT full_name, address FROM staged").fetchall()
    assert found == [(decode_legacy("§ç V¨n Dòng").text, "Phố Huế, phường Bạch Mai")]


def test_cleaning_what_is_clean_changes_nothing(con, tmp_path):
    rows = [
        person(full_name=name, birth=birth)
        for name in NAMES
        for birth in ("02/05/1990", "1990", "30/02/1990")
    ]
    staged(con, tmp_path, rows)
    once = "SELECT record, pin, cmnd, full_name, birth::VARCHAR AS birth, sex, father_key AS father, unit_code AS unit"
    once += " FROM staged"
    before = con.execute(
        f"SELECT {', '.join(COLUMNS[:-1])} FROM staged WHERE birth IS NOT NULL ORDER BY record"
    ).fetchall()
    con.execute(f"COPY ({once}) TO '{tmp_path}/once.parquet' (FORMAT parquet)")
    clean(con, tmp_path / "once.parquet", "population", ON)
    after = con.execute(
        f"SELECT {', '.join(COLUMNS[:-1])} FROM staged WHERE birth IS NOT NULL ORDER BY record"
    ).fetchall()
    # changed_at is not carried through the little table
    assert [row[:-1] for row in after] == [row[:-1] for row in before]


def test_every_rule_can_be_asked_of_a_staged_table(con, tmp_path):
    staged(con, tmp_path, [person()])
    for one in rules():
        for sql in (one.value, one.proposal, one.when, one.field_of):
            if sql:
                con.execute(f"SELECT {sql.replace(':on', 'DATE ' + repr(ON.isoformat()))} FROM"
                            f" (SELECT *, {cleaning.pin_year('pin')} AS pin_year FROM staged_rows)")  # fmt: skip
        assert sum([one.reading, bool(one.when), bool(one.check)]) == 1, one.id
    assert {f"DQ{n:02d}" for n in range(1, 25)} <= {one.id for one in rules()}
    assert bit("DQ02") == 2 and rule("DQ02").severity == "blocks"


def test_codes_are_taken_as_they_stand_where_no_map_is_given():
    assert Places(ON, ON).unit("160").code == "00160"
    assert Places(ON, ON).unit("Phường Láng").code is None


def test_the_manual_lists_every_class_as_it_is_defined():
    told = (Path(__file__).parents[3] / "docs" / "data-quality.md").read_text()
    for one in rules():
        words = SEVERITIES[one.severity].en.lower()
        line = f"| {one.id} | {one.name.vi} · {one.name.en} | {ASPECTS[one.aspect].vi} | {words} |"
        assert line in told, one.id
