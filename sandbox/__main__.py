"""`python -m sandbox --port 8100 --smtp-port 8125 --data DIR --product-url http://localhost:8000`"""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from sandbox.config import Config, shared_secret
from sandbox.server import Sandbox


def main() -> int:
    """Run until SIGINT or SIGTERM. Exit code 1 when a port is taken."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--smtp-port", type=int, default=8125)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--data", type=Path, required=True, help="folder for keys, mail and identities.json")
    parser.add_argument("--url", help="how browsers reach the sandbox (default http://localhost:PORT)")
    parser.add_argument("--product-url", action="append", help="may be given several times")
    parser.add_argument("--client-id", default="mot-cua")
    parser.add_argument("--client-secret-file", type=Path, help="default DATA/oidc-client.secret")
    parser.add_argument("--identities", type=Path, help="default DATA/identities.json")
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)

    def configured(port: int) -> Config:
        return Config(
            data=options.data,
            url=(options.url or f"http://localhost:{port}").rstrip("/"),
            product_urls=tuple(options.product_url or ["http://localhost:8000"]),
            client_id=options.client_id,
            client_secret=os.environ.get("MOTCUA_OIDC_SECRET")
            or shared_secret(options.client_secret_file or options.data / "oidc-client.secret"),
            smtp_port=options.smtp_port,
            identities=options.identities or options.data / "identities.json",
        )

    try:
        sandbox = Sandbox(configured, options.port, options.host).start()
    except OSError as error:
        print(
            f"sandbox: cannot listen on port {options.port} or {options.smtp_port}: {error}", file=sys.stderr
        )
        return 1
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    print(f"sandbox: {sandbox.url} ({', '.join(sandbox.states)}), SMTP on {options.smtp_port}", flush=True)
    stopped.wait()
    sandbox.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
