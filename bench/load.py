"""A cheap load client: kept connections, one thread each, requests as ready-made bytes."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context


class Connection:
    """One kept HTTP/1.1 connection to loopback `port`."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self.socket.sendall(request)
        data = self.socket.recv(65536)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(data) < end + 4 + length:
            data += self._more()
        return int(data[9:12]), data[end + 4 :]

    def _more(self) -> bytes:
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Work = Callable[[Connection, list, float], int]
"""Does its share of the work on a connection until the deadline (0: until it is done); how many succeeded."""


def drive(port: int, work: Work, shares: list[list], seconds: float) -> tuple[int, float]:
    """Run `work` over all shares at once, one connection each, in two processes; (done, seconds).

    `work` must be importable by name. What it raises ends the measurement.
    """
    halves = [shares[0::2], shares[1::2]]
    with get_context("fork").Pool(2) as pool:
        parts = pool.starmap(_drive, [(port, work, half, seconds) for half in halves if half])
    return sum(done for done, _ in parts), max(took for _, took in parts)


def _drive(port: int, work: Work, shares: list[list], seconds: float) -> tuple[int, float]:
    begin = time.perf_counter()
    until = begin + seconds if seconds else 0.0
    with ThreadPoolExecutor(len(shares)) as threads:
        done = sum(threads.map(lambda share: work(Connection(port), share, until), shares))
    return done, time.perf_counter() - begin
