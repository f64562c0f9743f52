"""The services over SOAP and JSON. WSGI; sees paths below `/population`."""

import base64
import hashlib
import hmac
import json
import re
import time
import unicodedata
from typing import Any
from wsgiref.types import WSGIApplication
from xml.sax.saxutils import escape

from sandbox.population.state import USER, Citizen, SandboxConfig, State
from sandbox.web import Request, Response, Routes, esc, json_response, page

OPERATIONS = ("XacThucThongTinCongDan", "TraCuuThongTinCongDan", "TraCuuThongTinHoGiaDinh")
CLOCK_S = 300
ERRORS = {"not_licensed": "004", "no_right": "005", "generic": "999", "duplicate": "009"}
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
SEX = {"male": "1", "female": "2"}


def application(state: State, config: SandboxConfig) -> WSGIApplication:
    services = Services(state)
    return Routes(
        {
            ("GET", "/"): services.index,
            ("POST", "/ws"): services.soap,
            ("POST", "/api/{operation}"): services.json,
        }
    )


class Services:
    def __init__(self, state: State) -> None:
        self.state = state

    def index(self, request: Request) -> Response:
        rows = "".join(
            f"<tr><td>{esc(one['MaYeuCau'])}</td><td>{esc(one['operation'])}</td><td>{esc(one['answer'])}</td></tr>"
            for one in reversed(self.state.calls[-50:])
        )
        return page(
            "Dịch vụ dân cư",
            f"<h1>Dịch vụ dân cư</h1><p>{len(self.state.people)} người</p><table>{rows}</table>",
        )

    def soap(self, request: Request) -> Response:
        if (early := self._trouble(request, soap=True)) is not None:
            return early
        text = request.body.decode("utf-8", "replace")
        operation = next((name for name in OPERATIONS if re.search(rf"<\w+:{name}>", text)), "")
        asked = {name: _unescaped(value) for name, value in re.findall(r"<\w+:(\w+)>([^<]*)</\w+:\1>", text)}
        if not operation or not _in_order(text):
            return _xml(_fault("soapenv:Client", "bad order"), 500)
        return self._answer(operation, asked, soap=True)

    def json(self, request: Request, operation: str) -> Response:
        if (early := self._trouble(request, soap=False)) is not None:
            return early
        try:
            asked = request.json()
        except ValueError:
            return json_response({"MaLoi": "001"})
        if operation not in OPERATIONS:
            return json_response({"MaLoi": "001"}, 404)
        born = str(asked.get("NgayThangNamSinh", ""))
        asked["NgayThangNam" if len(born) > 4 else "Nam"] = born.replace("-", "")
        return self._answer(operation, asked, soap=False)

    def _trouble(self, request: Request, *, soap: bool) -> Response | None:
        """The line itself: down, slow, nonsense, or a caller that is not who it says."""
        faults = self.state.faults
        if faults.strikes("slow"):
            time.sleep(faults.seconds)
        if faults.strikes("down"):
            return Response("down", 503)
        if faults.strikes("malformed"):
            return (
                _xml("<soapenv:Envelope><unclosed>")
                if soap
                else Response('{"a":', content_type="application/json")
            )
        if faults.strikes("entities"):
            return _xml(BOMB)
        if faults.strikes("huge"):
            return _xml("<x>" + "a" * 2_000_000 + "</x>")
        if faults.strikes("fault"):
            return _xml(_fault("soapenv:Server", "broken"), 500)
        if not self._known(request):
            return Response("who are you", 401)
        return None

    def _known(self, request: Request) -> bool:
        """The check value over our address as the caller was told it, its name, the time and the secret."""
        stamp = request.header("Timestamp")
        if not re.fullmatch(r"[0-9]{10}|[0-9]{13}", stamp):
            return False
        seconds = int(stamp) / (1000 if len(stamp) == 13 else 1)
        if abs(self.state.now() - seconds) > CLOCK_S:
            return False
        kind, _, said = request.header("Authorization").partition(" ")
        try:
            user, _, given = base64.b64decode(said).decode().partition(":")
        except ValueError:
            return False
        address = f"http://{request.header('Host')}/population{'/ws' if request.path == '/ws' else '/api'}"
        check = hashlib.sha256(f"{address}{user}{stamp}{self.state.secret}".encode()).hexdigest()
        return kind == "Basic" and user == USER and hmac.compare_digest(check, given)

    def _answer(self, operation: str, asked: dict[str, Any], *, soap: bool) -> Response:
        state, faults = self.state, self.state.faults
        number = str(asked.get("MaYeuCau", ""))
        found = self._found(asked)
        answer: dict[str, Any]
        struck = next((name for name in ERRORS if faults.strikes(name)), None)
        if struck is not None or not state.licensed(str(asked.get("MaDVC", ""))):
            answer = {"MaLoi": ERRORS[struck or "not_licensed"]}
        elif faults.strikes("empty"):
            answer = {"CongdanCollection": {}}
        elif operation == OPERATIONS[0]:
            there = (found is not None) != faults.strikes("wrong_verdict")
            answer = {"KetQuaXacThuc": {"TonTai": "true" if there else "false"}}
        else:
            people = [found] if found else []
            if operation == OPERATIONS[2] and found and found.household:
                people = [one for one in state.people.values() if one.household == found.household]
            answer = {"CongdanCollection": {"CongDan": [_citizen(one) for one in people]} if people else {}}
        told = "MC-0" if faults.strikes("other_question") else number
        with state.lock:
            answer = state.answers.setdefault(number, {"MaYeuCau": told, **answer})
            state.calls.append({**asked, "operation": operation, "answer": json.dumps(answer)[:120]})
        if not soap:
            return json_response(answer)
        return _xml(
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
            f'xmlns:dan="http://dancuquocgia.bca"><soapenv:Body><dan:{operation}Response>{_elements(answer)}'
            f"</dan:{operation}Response></soapenv:Body></soapenv:Envelope>"
        )

    def _found(self, asked: dict[str, Any]) -> Citizen | None:
        """The person of this number whose name and day of birth are those: all three, or nobody."""
        person = self.state.people.get(str(asked.get("SoDinhDanh", "")))
        if person is None or _plain(person.full_name) != _plain(str(asked.get("HoVaTen", ""))):
            return None
        born = person.birth_date.replace("-", "")
        told = str(asked.get("NgayThangNam") or "")
        same = told == born if told else str(asked.get("Nam", "")) == born[:4]
        return person if same else None


def _citizen(one: Citizen) -> dict[str, Any]:
    family, *rest = one.full_name.split()
    return {
        "SoDinhDanh": one.pin,
        "HoVaTen": {"Ho": family, "ChuDem": " ".join(rest[:-1]), "Ten": rest[-1] if rest else ""},
        "GioiTinh": SEX.get(one.sex, "0"),
        "NgayThangNamSinh": {"NgayThangNam": one.birth_date.replace("-", "")},
        "QuanHe": one.relation,
        "SoSoHoKhau": one.household,
    }


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    return "".join(char for char in text if char.isalnum())


def _elements(value: Any) -> str:
    if not isinstance(value, dict):
        return escape(str(value))
    parts = []
    for name, inside in value.items():
        for one in inside if isinstance(inside, list) else [inside]:
            parts.append(f"<dan:{name}>{_elements(one)}</dan:{name}>")
    return "".join(parts)


def _in_order(text: str) -> bool:
    """SOAP wants its elements in order."""
    order = ("MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh")
    places = [text.find(f":{name}>") for name in order]
    there = [place for place in places if place >= 0]
    return there == sorted(there) and places[0] >= 0 and places[5] >= 0 and places[6] >= 0


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _xml(text: str, status: int = 200) -> Response:
    return Response(text, status, "text/xml; charset=utf-8")


def _fault(code: str, words: str) -> str:
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>'
        f"<faultcode>{code}</faultcode><faultstring>{words}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
