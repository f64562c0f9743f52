"""The words of the national population services: headers, questions and answers, as SOAP and as JSON. Pure.

Source: the technical documents of the population database as public clients implement them; what differs among them is a setting
of the `Line` (milliseconds or seconds, letters of the name, SOAP or JSON). Elements of the namespace stand in the order of the
documents. An answer is read without entities and within a size.
"""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from xml.parsers import expat
from xml.sax.saxutils import escape

NAMESPACE = "http://dancuquocgia.bca"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
MOST_BYTES, MOST_DEPTH, MOST_ELEMENTS = 1_000_000, 24, 5_000
ORDER = (
    ("MaYeuCau", 40), ("MaDVC", 20), ("MaTichHop", 20), ("MaCanBo", 20), ("MaDonVi", 35), ("TaiKhoan", 40), ("SoDienThoai", 15),
    ("SoDinhDanh", 12), ("SoCMND", 9), ("HoVaTen", 100),
)  # fmt: skip
"""Fields before the day of birth, in the order of the documents, with their greatest length."""
OPTIONAL = frozenset({"MaDonVi", "TaiKhoan", "SoDienThoai", "SoDinhDanh", "SoCMND"})
NOT_LICENSED, NO_RIGHT = "004", "005"
"""Errors that no repetition helps: the procedure is not licensed to ask; the officer's account has no right."""

Service = Literal["verify", "lookup", "household"]
OPERATIONS: dict[Service, str] = {
    "verify": "XacThucThongTinCongDan",
    "lookup": "TraCuuThongTinCongDan",
    "household": "TraCuuThongTinHoGiaDinh",
}


class NotUnderstood(ValueError):
    """The answer is none: not well formed, too large, of another question, or without what was asked for."""


class Refused(Exception):
    """The other side says that we may not ask, or that something is wrong with the question; `code` as it gave it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """How the services are reached and spoken to. `sv_url`: the address as it enters the check value."""

    address: str
    user: str
    secret: str
    sv_url: str = ""
    form: Literal["soap", "json"] = "soap"
    timestamp: Literal["ms", "s"] = "ms"
    name: Literal["upper", "stripped"] = "upper"
    codes: Mapping[Service, str] = field(
        default_factory=lambda: {"verify": "033", "lookup": "037", "household": "034"}
    )
    unit: str = ""
    account: str = ""
    road_client: str = ""
    api_key: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody is said to be: all three parts are mandatory, there is no search by name alone."""

    number: str
    full_name: str
    born: date
    precision: str = "day"

    @property
    def complete(self) -> bool:
        return re.fullmatch(r"[0-9]{12}|[0-9]{9}", self.number) is not None and bool(self.full_name.strip())


@dataclass(frozen=True, slots=True)
class Question:
    """One call. `officer` and `procedure` travel with it, so that the other side knows who asks and what for."""

    service: Service
    request_id: str
    procedure: str
    officer: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Record:
    """A person of an answer, as a plain mapping of the elements of QCVN 109:2017; used and forgotten."""

    values: Mapping[str, Any]

    @property
    def pin(self) -> str:
        return str(self.values.get("SoDinhDanh") or "")

    @property
    def relation(self) -> str:
        """What the person is to the head of its household, in words."""
        return str(self.values.get("QuanHe") or "")


def headers(line: Line, at: datetime) -> dict[str, str]:
    """Headers of a call at this moment. `Authorization: Basic base64(user ":" sha256hex(sv_url+user+timestamp+secret))`."""
    stamp = timestamp(at, line.timestamp)
    check = check_value(line.sv_url or line.address, line.user, stamp, line.secret)
    said = base64.b64encode(f"{line.user}:{check}".encode()).decode()
    found = {"Timestamp": stamp, "Authorization": f"Basic {said}"}
    if line.form == "soap":
        found |= {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    else:
        found |= {"Content-Type": "application/json; charset=utf-8"}
    if line.road_client:
        found["X-Road-Client"] = line.road_client
    if line.api_key:
        found["ApiKey"] = line.api_key
    return found


def check_value(sv_url: str, user: str, stamp: str, secret: str) -> str:
    return hashlib.sha256(f"{sv_url}{user}{stamp}{secret}".encode()).hexdigest()


def timestamp(at: datetime, unit: str) -> str:
    """Since 1970, in milliseconds or seconds: clients differ."""
    return str(int(at.timestamp() * 1000) if unit == "ms" else int(at.timestamp()))


def name_on_the_wire(name: str, how: str) -> str:
    """In capitals; `stripped`: without marks and blanks too, as some clients send it."""
    text = " ".join(unicodedata.normalize("NFC", name).split()).upper()
    if how != "stripped":
        return text
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char) and char != " ")


def body(line: Line, question: Question) -> bytes:
    """The question as bytes. Raises: ValueError where a mandatory part is missing or too long."""
    values = _values(line, question)
    if line.form == "json":
        return json.dumps(values, ensure_ascii=False).encode()
    operation = OPERATIONS[question.service]
    parts = "".join(_element(name, value) for name, value in values.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{ENVELOPE}" xmlns:dan="{NAMESPACE}">'
        f"<soapenv:Header/><soapenv:Body><dan:{operation}>{parts}</dan:{operation}></soapenv:Body></soapenv:Envelope>"
    ).encode()


def address(line: Line, service: Service) -> str:
    """Where a call goes: one address for SOAP, one an operation for JSON."""
    return line.address if line.form == "soap" else f"{line.address.rstrip('/')}/{OPERATIONS[service]}"


def _values(line: Line, question: Question) -> dict[str, Any]:
    claim = question.claim
    if not claim.complete:
        raise ValueError("the claim is not complete")
    number = "SoDinhDanh" if len(claim.number) == 12 else "SoCMND"
    given = {
        "MaYeuCau": question.request_id,
        "MaDVC": question.procedure,
        "MaTichHop": line.codes[question.service],
        "MaCanBo": question.officer,
        "MaDonVi": line.unit,
        "TaiKhoan": line.account,
        number: claim.number,
        "HoVaTen": name_on_the_wire(claim.full_name, line.name),
    }
    found: dict[str, Any] = {}
    for name, longest in ORDER:
        value = given.get(name, "")
        if not value and name not in OPTIONAL:
            raise ValueError(f"{name} is missing")
        if len(value) > longest:
            raise ValueError(f"{name} is longer than {longest}")
        if value:
            found[name] = value
    day = claim.precision == "day"
    if line.form == "json":
        found["NgayThangNamSinh"] = claim.born.isoformat() if day else str(claim.born.year)
    else:
        found["NgayThangNamSinh"] = (
            {"NgayThangNam": f"{claim.born:%Y%m%d}"} if day else {"Nam": str(claim.born.year)}
        )
    return found


def _element(name: str, value: Any) -> str:
    inside = "".join(_element(*pair) for pair in value.items()) if isinstance(value, dict) else escape(value)
    return f"<dan:{name}>{inside}</dan:{name}>"


def verdict(line: Line, answer: bytes, request_id: str) -> bool:
    """Whether such a person exists. Raises: Refused, NotUnderstood."""
    said = _read(line, answer, request_id)
    found = str(_first(said, "TonTai", "")).strip().lower()
    if found not in ("true", "false", "1", "0"):
        raise NotUnderstood("no verdict")
    return found in ("true", "1")


def records(line: Line, answer: bytes, request_id: str) -> list[Record]:
    """The persons of an answer; none is an empty list and no error. Raises: Refused, NotUnderstood."""
    said = _read(line, answer, request_id)
    collection = _first(said, "CongdanCollection", None)
    if collection in (None, ""):
        if "CongdanCollection" not in _names(said):
            raise NotUnderstood("no collection")
        return []
    people = collection.get("CongDan", []) if isinstance(collection, dict) else []
    return [
        Record(one) for one in (people if isinstance(people, list) else [people]) if isinstance(one, dict)
    ]


def _read(line: Line, answer: bytes, request_id: str) -> Any:
    if len(answer) > MOST_BYTES:
        raise NotUnderstood("too large")
    if line.form == "json":
        try:
            said = json.loads(answer)
        except ValueError as error:
            raise NotUnderstood("no JSON") from error
        if not isinstance(said, dict):
            raise NotUnderstood("no object")
    else:
        said = _Tree().read(answer)
    code = str(_first(said, "MaLoi", "") or "").strip()
    if code and code not in ("000", "0"):
        raise Refused(code)
    if "Fault" in _names(said):
        raise Refused(str(_first(said, "faultcode", "") or "fault")[:40])
    told = str(_first(said, "MaYeuCau", "") or "")
    if told and told != request_id:
        raise NotUnderstood("the answer is for another question")
    return said


def _walk(said: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(said, dict):
        for name, value in said.items():
            yield name, value
            yield from _walk(value)
    elif isinstance(said, list):
        for one in said:
            yield from _walk(one)


def _first(said: Any, name: str, otherwise: Any) -> Any:
    return next((value for key, value in _walk(said) if key == name), otherwise)


def _names(said: Any) -> set[str]:
    return {name for name, _ in _walk(said)}


class _Tree:
    """An XML answer as nested mappings by local name; no document type, no entities of its own, within a size."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="\n")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.root: dict[str, Any] = {}
        self.stack: list[tuple[str, dict[str, Any], list[str]]] = []
        self.count = 0

    def read(self, answer: bytes) -> dict[str, Any]:
        try:
            self.parser.Parse(answer, True)
        except expat.ExpatError as error:
            raise NotUnderstood("not well formed") from error
        return self.root

    def _refuse(self, *_: Any) -> None:
        raise NotUnderstood("a document type or entities")

    def _start(self, name: str, _: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.stack) >= MOST_DEPTH:
            raise NotUnderstood("too many elements")
        self.stack.append((name.rpartition("\n")[2], {}, []))

    def _text(self, text: str) -> None:
        if self.stack:
            self.stack[-1][2].append(text)

    def _end(self, _: str) -> None:
        name, inside, words = self.stack.pop()
        value: Any = inside or "".join(words).strip()
        into = self.stack[-1][1] if self.stack else self.root
        if name in into:
            into[name] = [*(into[name] if isinstance(into[name], list) else [into[name]]), value]
        else:
            into[name] = value
