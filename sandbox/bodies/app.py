"""The bodies as the city sees them, and their clerks' pages. WSGI; sees paths below `/bodies`."""

import json
import time
from typing import Any
from wsgiref.types import WSGIApplication

from sandbox.bodies import pages, signing, speaking
from sandbox.bodies.state import SYSTEMS, Case, State
from sandbox.web import Request, Response, Routes, json_response, page, redirect


def application(state: State, config: Any = None) -> WSGIApplication:
    """The bodies over `state`; the configuration was read when the state was made."""
    bodies = Bodies(state)
    return Routes(
        {
            ("GET", ""): bodies.index,
            ("GET", "/"): bodies.index,
            ("POST", "/{system}/messages"): bodies.message,
            ("GET", "/{system}/"): bodies.cases,
            ("GET", "/{system}/{number}"): bodies.case,
            ("POST", "/{system}/{number}/press"): bodies.press,
        }
    )


class Bodies:
    def __init__(self, state: State) -> None:
        self.state = state

    def message(self, request: Request, system: str) -> Response:
        """A message of the city: believed when its signature is right, counted once by its id."""
        faults = self.state.faults
        if faults.strikes("slow"):
            time.sleep(faults.seconds)
        if faults.strikes("down"):
            return json_response({"error": "down"}, 503)
        if faults.strikes("fail"):
            return json_response({"error": "broken"}, 500)
        if faults.strikes("nonsense"):
            return Response("<html>maintenance</html>")
        if system not in SYSTEMS:
            return json_response({"error": "no such body"}, 404)
        why = signing.fault(
            self.state.secret(system), request.header(signing.TIME), request.header(signing.SIGNATURE),
            request.body, self.state.now().timestamp(),
        )  # fmt: skip
        if why:
            return json_response({"error": why}, 401)
        try:
            message = request.json()
            number, kind = str(message["message_id"]), message["kind"]
        except (ValueError, KeyError, TypeError):
            return json_response({"error": "not understood"}, 400)
        if faults.strikes("refuse_message") or message.get("system") != system:
            return json_response({"error": "not for us"}, 422)
        return self._cancel(message) if kind == "cancel" else self._ask(message, number)

    def _ask(self, message: dict[str, Any], number: str) -> Response:
        state = self.state
        with state.lock:
            case = state.cases.get(number)
            if case is None:
                reference = f"{state.now():%y%m%d}-{len(state.cases) + 1:05d}"
                case = Case(message, state.now(), reference, state.due())
                case.cancelled = number in state.cancelled
                state.cases[number] = case
            else:
                case.times += 1
            before = state.cases.get(str(message.get("about")))
            if before is not None:
                before.cancelled = True
        if state.faults.strikes("answer_before_reply"):
            speaking.accept(state, case)
        return json_response({"message_id": number, "reference": case.reference}, 202)

    def _cancel(self, message: dict[str, Any]) -> Response:
        """A question needs no answer; this may come before the question itself."""
        about = str(message.get("about"))
        with self.state.lock:
            self.state.cancelled.add(about)
            if (case := self.state.cases.get(about)) is not None:
                case.cancelled = True
        return json_response({"message_id": message["message_id"]}, 202)

    def index(self, request: Request) -> Response:
        return pages.index(self.state, _base(request))

    def cases(self, request: Request, system: str) -> Response:
        if system not in SYSTEMS:
            return _none()
        return pages.cases(self.state, system, _base(request))

    def case(self, request: Request, system: str, number: str) -> Response:
        case = self.state.cases.get(number)
        if case is None or case.system != system:
            return _none()
        return pages.case(self.state, case, _base(request))

    def press(self, request: Request, system: str, number: str) -> Response:
        """A clerk decides. A program may send JSON `{"act": "accept"}` and gets what the city said."""
        case = self.state.cases.get(number)
        if case is None or case.system != system:
            return _none()
        program = request.environ.get("CONTENT_TYPE", "").startswith("application/json")
        wish = json.loads(request.body or b"{}") if program else request.form()
        sent = decide(self.state, case, wish.get("act", ""), (wish.get("reason") or "").strip())
        if program:
            if sent is None:
                return json_response({"error": "no such act"}, 400)
            return json_response({"status": sent.status, "body": sent.body})
        return redirect(f"{_base(request)}/{system}/{number}")


def decide(state: State, case: Case, act: str, reason: str) -> Any:
    """One of the buttons of a case; None for one that it has not."""
    match act:
        case "accept":
            return speaking.accept(state, case)
        case "duty":
            return speaking.accept(state, case, with_duty=True)
        case "refuse":
            return speaking.refuse(state, case, reason or "Không đủ điều kiện theo quy định.")
        case "return":
            return speaking.send_back(state, case, reason or "Ngày sinh không khớp với dữ liệu của ngành.")
        case "acknowledge":
            return speaking.acknowledge(state, case)
        case "receipt" if case.duty is not None:
            return speaking.receipt(state, case)
    return None


def _base(request: Request) -> str:
    return str(request.environ.get("SCRIPT_NAME", ""))


def _none() -> Response:
    return page("Không tìm thấy", "<h1>Không tìm thấy</h1>", 404)
