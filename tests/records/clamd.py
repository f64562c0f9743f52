"""A scanner that speaks clamd's INSTREAM over a real socket and gives the answer it is told to."""

import socket
import struct
import threading


class Clamd:
    """Takes one connection; `received` is the file that arrived."""

    def __init__(self, answer: bytes):
        self.answer = answer
        self.received = b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.getsockname()[1]}"

    def __enter__(self) -> "Clamd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(5)
        self._server.close()

    def _serve(self) -> None:
        line, _ = self._server.accept()
        with line, line.makefile("rb") as incoming:
            assert incoming.read(10) == b"zINSTREAM\0"
            while length := struct.unpack(">I", incoming.read(4))[0]:
                self.received += incoming.read(length)
            line.sendall(self.answer)
