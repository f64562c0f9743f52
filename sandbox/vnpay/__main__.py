"""`python -m sandbox.vnpay --port 8101 --product-url http://localhost:8000`: the gateway without the rest."""

import argparse
import os
import signal
import socketserver
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from sandbox.faults import UnknownFault
from sandbox.vnpay.app import application
from sandbox.vnpay.state import State
from sandbox.web import Request, Response, Routes, json_response, mounted

STYLE = Path(__file__).parents[1] / "style.css"


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Failures are still printed."""


@dataclass(frozen=True)
class Alone:
    data: Path
    product_urls: tuple[str, ...]


def control(state: State, request: Request) -> Response:
    """Switch faults as in the whole sandbox: `{"vnpay": {"fail": "ipn_twice", "times": 1}}`."""
    try:
        state.faults.switch(request.json()["vnpay"])
    except (UnknownFault, ValueError, KeyError, AttributeError, TypeError) as error:
        return json_response({"error": str(error)}, 400)
    return json_response({"vnpay": state.faults.shown()})


def main() -> int:
    """Run until SIGINT or SIGTERM. Exit code 1 when the port is taken."""
    parser = argparse.ArgumentParser(prog="sandbox.vnpay", description=__doc__)
    parser.add_argument("--port", type=int, default=8101)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--product-url", default="http://localhost:8000")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("MOTCUA_DATA", ".demo")))
    options = parser.parse_args()
    state = State(Alone(options.data, (options.product_url,)))
    own = Routes(
        {
            ("GET", "/style.css"): lambda request: Response(
                STYLE.read_bytes(), content_type="text/css; charset=utf-8"
            ),
            ("GET", "/_control"): lambda request: json_response({"vnpay": state.faults.shown()}),
            ("POST", "/_control"): lambda request: control(state, request),
        }
    )
    try:
        server = Server((options.host, options.port), QuietHandler)
    except OSError as error:
        print(f"sandbox.vnpay: cannot listen on port {options.port}: {error}", file=sys.stderr)
        return 1
    server.set_app(mounted({"vnpay": application(state)}, own))
    print(f"sandbox.vnpay: http://{options.host}:{options.port}/vnpay/", flush=True)
    serve_until_told(server)
    return 0


def serve_until_told(server: Server) -> None:
    """Serve until SIGINT or SIGTERM, also where whoever started us ignores SIGINT, as a shell does for `… &`."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stopped.wait()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    raise SystemExit(main())
