"""The sandbox as one running thing: a threaded HTTP server with the stand-ins mounted, and the SMTP server.

Used by `python -m sandbox` and, in process, by the contract tests.
"""

import importlib
import socketserver
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import WSGIApplication

from sandbox.config import Config
from sandbox.faults import UnknownFault
from sandbox.mail.smtp import MailServer
from sandbox.web import Request, Response, Routes, json_response, mounted, page

STAND_INS = {
    "cameras": "Cổng hình ảnh",
    "identity": "Định danh điện tử",
    "mail": "Hộp thư điện tử",
    "vnpay": "Cổng thanh toán VNPAY",
    "momo": "Ví MoMo",
    "zalopay": "ZaloPay",
    "platform": "Nền tảng thanh toán quốc gia",
    "bank": "Ngân hàng",
    "payouts": "Ngân hàng chi trả",
    "bodies": "Cơ quan bên ngoài",
    "population": "Dịch vụ dữ liệu dân cư",
    "tax": "Cổng thuế",
    "owners": "Cơ quan quản lý nguồn dữ liệu",
}
STYLE = Path(__file__).with_name("style.css")


class _ThreadedServer(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True

    def server_bind(self) -> None:
        # The parent asks the name service for our own name, which takes seconds on some machines.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]
        self.setup_environ()


class _QuietHandler(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """One line a request would drown what matters; failures are still printed."""


class Sandbox:
    """Everything on: `start()`, use `url` and `config.smtp_port`, `stop()`."""

    def __init__(self, make_config: Callable[[int], Config], port: int = 0, host: str = "127.0.0.1") -> None:
        self._server = _ThreadedServer((host, port), _QuietHandler)
        self.port: int = self._server.server_port
        self.config = make_config(self.port)
        self.states: dict[str, Any] = {}
        self._server.set_app(self._application())
        self._mail = MailServer(self.states["mail"], host, self.config.smtp_port)
        self._thread = threading.Thread(target=self._server.serve_forever, name="sandbox", daemon=True)

    @property
    def url(self) -> str:
        return self.config.url

    def start(self) -> "Sandbox":
        self._mail.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._mail.stop()

    def _application(self) -> WSGIApplication:
        apps: dict[str, WSGIApplication] = {}
        for name in STAND_INS:
            if not (Path(__file__).parent / name / "app.py").exists():
                continue
            state = importlib.import_module(f"sandbox.{name}.state").State(self.config)
            self.states[name] = state
            apps[name] = importlib.import_module(f"sandbox.{name}.app").application(state, self.config)
        own = Routes(
            {
                ("GET", "/"): self._index,
                ("GET", "/style.css"): self._style,
                ("GET", "/favicon.ico"): lambda request: Response(status=204),
                ("GET", "/healthz"): self._health,
                ("GET", "/_control"): self._control_shown,
                ("POST", "/_control"): self._control,
            }
        )
        return mounted(apps, own)

    def _index(self, request: Request) -> Response:
        items = "".join(f'<li><a href="/{name}/">{STAND_INS[name]}</a></li>' for name in self.states)
        return page("Hệ thống đóng thế", f"<h1>Hệ thống đóng thế</h1><ul>{items}</ul>")

    def _style(self, request: Request) -> Response:
        return Response(STYLE.read_bytes(), content_type="text/css; charset=utf-8")

    def _health(self, request: Request) -> Response:
        return json_response(
            {"ok": True, "stand_ins": sorted(self.states), "smtp_port": self.config.smtp_port}
        )

    def _control_shown(self, request: Request) -> Response:
        return json_response({name: state.faults.shown() for name, state in self._with_faults()})

    def _control(self, request: Request) -> Response:
        """Switch faults: `{"identity": {"fail": "token_500", "times": 1}}`; `{"fail": null}` switches off."""
        try:
            wishes = request.json()
            for name, wish in wishes.items():
                self.states[name].faults.switch(wish)
        except (UnknownFault, ValueError, KeyError, AttributeError, TypeError) as error:
            return json_response({"error": str(error)}, 400)
        return self._control_shown(request)

    def _with_faults(self) -> Iterable[tuple[str, Any]]:
        return ((name, state) for name, state in self.states.items() if hasattr(state, "faults"))
