"""Asking a virus scanner (clamd, INSTREAM command). Any failure counts as "not checked", never as "clean"."""

import socket
import struct

from motcua.records.papers.checks import RefusedFile

CHUNK = 64 * 1024
TIMEOUT = 30


def scan(content: bytes, address: str) -> None:
    """Return when clamd at `host:port` finds nothing. Raises: RefusedFile (infected, not_scanned).

    clamd's StreamMaxLength must be at least the upload limit, else it cuts the line, which refuses the file.
    """
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), TIMEOUT) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := line.recv(1024)):
                answer += more
    except (OSError, ValueError) as error:
        raise RefusedFile("not_scanned") from error
    verdict = answer.rstrip(b"\0").decode(errors="replace")
    if verdict.endswith("FOUND"):
        raise RefusedFile("infected")
    if verdict != "stream: OK":
        raise RefusedFile("not_scanned")
