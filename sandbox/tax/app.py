"""The gate over HTTP. WSGI; sees paths below `/tax`. A message is taken once by its id; its answers are fetched in order.

A technical answer (999, or -1 for a bad form) comes at once, everything else is fetched after a mark.
"""

import re
import time
import uuid
import xml.etree.ElementTree as ET
from wsgiref.types import WSGIApplication

from sandbox.tax.signing import Authority, with_code
from sandbox.tax.state import State, Taken
from sandbox.web import Request, Response, Routes, esc, page, redirect

MESSAGE_ID = re.compile(r"[VK]([0-9]{10}|[0-9]{13})[0-9A-F]{32}")
INVOICE = re.compile(r"<HDon>.*</HDon>", re.DOTALL)
KINDS = {100, 200, 203, 300, 400}
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


def application(state: State, config: object = None) -> WSGIApplication:
    """The gate over `state`."""
    gate = Gate(state)
    return Routes(
        {
            ("GET", ""): lambda request: redirect(request.environ.get("SCRIPT_NAME", "") + "/"),
            ("GET", "/"): gate.index,
            ("POST", "/thong-diep"): gate.take,
            ("GET", "/tra-loi"): gate.answer,
        }
    )


class Gate:
    def __init__(self, state: State) -> None:
        self.state = state

    def index(self, request: Request) -> Response:
        rows = "".join(
            f"<tr><td>{one.kind}</td><td>{esc(one.id)}</td><td>{esc(one.tax_code)}</td><td>{one.documents}</td>"
            f"<td>{one.times}</td><td>{esc(', '.join(map(str, one.answered)))}</td></tr>"
            for one in reversed(list(self.state.taken.values())[-50:])
        )
        return page(
            "Cổng thuế",
            "<h1>Cổng hóa đơn điện tử của cơ quan thuế</h1><table><thead><tr><th>MLTDiep</th><th>MTDiep</th><th>MST</th>"
            f"<th>Chứng từ</th><th>Số lần gửi</th><th>Trả lời</th></tr></thead><tbody>{rows}</tbody></table>",
        )

    def take(self, request: Request) -> Response:
        if (early := self._trouble(request)) is not None:
            return early
        faults = self.state.faults
        text = request.body.decode("utf-8", "replace")
        read = _read(text)
        if read is None or faults.strikes("bad_format"):
            return _xml(_technical(-1, read[1] if read else "", "", ["40001: sai cấu trúc thông điệp"]))
        kind, id, tax_code, body = read
        with self.state.lock:
            known = self.state.taken.get(id)
            if known is not None:
                known.times += 1
                if known.code:  # who asks again has not got it, or does not believe it
                    self.state.late.append(self._message_of_code(known))
                return _xml(_technical(999, id, tax_code, []))
            documents = list(body.iter("HDon")) + list(body.iter("BLai"))
            invoice = INVOICE.search(text)
            taken = Taken(id, kind, tax_code, len(documents), invoice=invoice[0] if invoice else "")
            self.state.taken[id] = taken
            self._decide(taken, body)
        return _xml(_technical(999, id, tax_code, []))

    def answer(self, request: Request) -> Response:
        """The answer after the mark `sau`; 204 when there is none yet."""
        if (early := self._trouble(request)) is not None:
            return early
        with self.state.lock:
            if not self.state.faults.strikes("late_answer"):
                self.state.answers += self.state.late
                self.state.late = []
            after = request.query.get("sau", "")
            at = int(after) if after.isdigit() and len(after) < 9 else 0
            if at >= len(self.state.answers):
                return Response("", 204)
            content = self.state.answers[at]
        if self.state.faults.strikes("nonsense"):
            content = "<html>bảo trì</html>"
        answer = _xml(content)
        answer.headers.append(("X-Con-Tro", str(at + 1)))
        return answer

    def _trouble(self, request: Request) -> Response | None:
        faults = self.state.faults
        if faults.strikes("slow"):
            time.sleep(faults.seconds)
        if faults.strikes("down"):
            return Response("down", 503)
        if request.header("Authorization") != f"Bearer {self.state.key}":
            return Response("no", 401)
        return None

    def _decide(self, taken: Taken, body: ET.Element) -> None:
        """What the authority will say about a message, kept until it is fetched."""
        faults = self.state.faults
        if faults.strikes("never_answer"):
            return
        for kind, said in self._said(taken, body):
            taken.answered.append(kind)
            message = _message(kind, taken.tax_code, taken.id, said)
            self.state.late.append(message)
            if faults.strikes("duplicate_answer"):
                self.state.late.append(message)

    def _said(self, taken: Taken, body: ET.Element) -> list[tuple[int, str]]:
        faults = self.state.faults
        if taken.kind == 100:
            refused = faults.strikes("refuse_registration")
            reasons = _reasons(["50012: chứng thư số hết hiệu lực"]) if refused else ""
            return [
                (102, "<TBao><DLTBao><THop>1</THop></DLTBao></TBao>"),
                (103, f"<TBao><DLTBao><TTXNCQT>{2 if refused else 1}</TTXNCQT>{reasons}</DLTBao></TBao>"),
            ]
        if taken.kind == 200:
            return [self._code(taken, body)]
        if taken.kind == 203:
            return [(204, self._checked(body)), *self._review(body)]
        if taken.kind == 300:
            rows = "".join(
                f"<HDon>{_named(one.findtext('KHMSHDon'), one.findtext('KHHDon'), one.findtext('SHDon'))}"
                "<TTTNCCQT>1</TTTNCCQT></HDon>"
                for one in body.iter("HDon")
            )
            return [(301, f"<TBao><DLTBao><DSHDon>{rows}</DSHDon></DLTBao></TBao>")]
        refused = faults.strikes("refuse")
        reasons = _reasons(["40022: bảng tổng hợp sai kỳ"]) if refused else ""
        return [(204, f"<TBao><DLTBao><LTBao>{4 if refused else 2}</LTBao>{reasons}</DLTBao></TBao>")]

    def _code(self, taken: Taken, body: ET.Element) -> tuple[int, str]:
        document = body.find("HDon")
        if (
            document is None
            or self.state.faults.strikes("refuse")
            or document.find(f".//{SIGNATURE}") is None
        ):
            reasons = _reasons(["30015: người bán không đủ điều kiện cấp mã"])
            return 204, f"<TBao><DLTBao><LTBao>1</LTBao>{reasons}</DLTBao></TBao>"
        year = (document.findtext("DLHDon/TTChung/KHHDon") or "C00")[1:3]
        taken.code = self.state.code(year)
        return 202, self._signed(taken)

    def _signed(self, taken: Taken) -> str:
        """The invoice with its code and our signature, or with what a forger would send."""
        faults, authority, at = self.state.faults, self.state.authority, self.state.now()
        if faults.strikes("unsigned_code"):
            return with_code(taken.invoice, taken.code)
        if faults.strikes("foreign_code"):
            return Authority(name="CƠ QUAN KHÁC").coded(taken.invoice, taken.code, at)
        made = authority.coded(taken.invoice, taken.code, at)
        if faults.strikes("forged_code"):
            made = made.replace(taken.code, taken.code[::-1])
        return made

    def _message_of_code(self, taken: Taken) -> str:
        return _message(202, taken.tax_code, taken.id, self._signed(taken))

    def _checked(self, body: ET.Element) -> str:
        documents = [_symbol(one) for one in body if one.tag in ("HDon", "BLai")]
        if self.state.faults.strikes("refuse"):
            wrong = documents
        elif self.state.faults.strikes("refuse_one"):
            wrong = documents[:1]
        else:
            return "<TBao><DLTBao><LTBao>2</LTBao></DLTBao></TBao>"
        rows = "".join(
            f"<HDon>{_named(*one)}{_reasons(['30003: tên người mua không hợp lệ'])}</HDon>" for one in wrong
        )
        return f"<TBao><DLTBao><LTBao>3</LTBao><DSHDon>{rows}</DSHDon></DLTBao></TBao>"

    def _review(self, body: ET.Element) -> list[tuple[int, str]]:
        if not self.state.faults.strikes("review"):
            return []
        rows = "".join(
            f"<HDon>{_named(*_symbol(one))}<LDo>đề nghị giải trình số tiền</LDo></HDon>"
            for one in body
            if one.tag in ("HDon", "BLai")
        )
        return [(302, f"<TBao><DLTBao><DSHDon>{rows}</DSHDon></DLTBao></TBao>")]


def _read(text: str) -> tuple[int, str, str, ET.Element] | None:
    """Kind, id, tax code and body of a message; None when its form is wrong."""
    if "<!DOCTYPE" in text:
        return None
    try:
        root = ET.fromstring(text)
    except ET.ParseError:
        return None
    kind, id = root.findtext("TTChung/MLTDiep") or "", root.findtext("TTChung/MTDiep") or ""
    body = root.find("DLieu")
    if root.tag != "TDiep" or body is None or not kind.isdigit() or int(kind) not in KINDS:
        return None
    if not MESSAGE_ID.fullmatch(id) or root.findtext("TTChung/MNNhan") != "TCT":
        return None
    return int(kind), id, root.findtext("TTChung/MST") or "", body


def _symbol(document: ET.Element) -> tuple[str | None, str | None, str | None]:
    if document.tag == "BLai":
        head = document.find("DLBLai/TTChung")
        names = ("MSBLai", "KHBLai", "SBLai")
    else:
        head = document.find("DLHDon/TTChung")
        names = ("KHMSHDon", "KHHDon", "SHDon")
    if head is None:
        return None, None, None
    return head.findtext(names[0]), head.findtext(names[1]), head.findtext(names[2])


def _named(form: str | None, serial: str | None, number: str | None) -> str:
    return f"<KHMSHDon>{form}</KHMSHDon><KHHDon>{serial}</KHHDon><SHDon>{number}</SHDon>"


def _reasons(said: list[str]) -> str:
    rows = "".join(
        f"<LDo><MTLoi>{esc(one.partition(': ')[0])}</MTLoi><HDXLy>{esc(one.partition(': ')[2])}</HDXLy></LDo>"
        for one in said
    )
    return f"<DSLDo>{rows}</DSLDo>" if rows else ""


def _technical(kind: int, id: str, tax_code: str, said: list[str]) -> str:
    body = f"<TBao><MTDiep>{esc(id)}</MTDiep><TTTNhan>{1 if said else 0}</TTTNhan>{_reasons(said)}</TBao>"
    return _message(kind, tax_code, id, body)


def _message(kind: int, tax_code: str, answers: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TDiep><TTChung><PBan>2.1.0</PBan><MNGui>TCT</MNGui>'
        f"<MNNhan>K{esc(tax_code)}</MNNhan><MLTDiep>{kind}</MLTDiep><MTDiep>TCT{uuid.uuid4().hex.upper()}</MTDiep>"
        f"<MTDTChieu>{esc(answers)}</MTDTChieu><MST>{esc(tax_code)}</MST><SLuong>1</SLuong></TTChung>"
        f"<DLieu>{body}</DLieu></TDiep>"
    )


def _xml(content: str) -> Response:
    return Response(content, content_type="application/xml; charset=utf-8")
