"""Loopback ports for the embedded servers."""

import socket
import time


def free_port() -> int:
    """A TCP port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
