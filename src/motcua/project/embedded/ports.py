"""Loopback ports for the embedded servers."""

import socket
import time
from random import SystemRandom

LOWEST, HIGHEST = 10_000, 32_000


def free_port() -> int:
    """A TCP port on loopback that nobody listens on at this moment; drawn where the system gives none by itself.

    A port that the system gives (32768 and above on Linux) may be another process's outgoing line, or given again, before
    a server that is still starting takes it. Raises OSError when none is free.
    """
    draw = SystemRandom()
    for _ in range(1000):
        port = draw.randint(LOWEST, HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port on loopback")


def listening(port: int, timeout_s: float = 0.2) -> bool:
    """Whether something accepts connections on loopback `port`."""
    with socket.socket() as probe:
        probe.settimeout(timeout_s)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_listening(port: int, timeout_s: float) -> bool:
    """Wait until `port` accepts connections; False when it does not within `timeout_s` seconds."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if listening(port):
            return True
        time.sleep(0.05)
    return False
