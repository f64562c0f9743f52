"""What the sandbox is told when it starts."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

CALLBACK_PATH = "/accounts/oidc/dinhdanh/login/callback/"
LOOPBACK = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}


@dataclass(frozen=True)
class Config:
    """Addresses, folder and the one registered client. `url` is how browsers and the product reach us."""

    data: Path
    url: str
    product_urls: tuple[str, ...]
    client_id: str
    client_secret: str
    smtp_port: int
    identities: Path

    def product_origins(self) -> frozenset[str]:
        """Registered origins of the product; localhost and 127.0.0.1 count as the same machine."""
        origins = set()
        for address in self.product_urls:
            parts = urlsplit(address)
            hosts = {parts.hostname or "", LOOPBACK.get(parts.hostname or "", parts.hostname or "")}
            port = f":{parts.port}" if parts.port else ""
            origins |= {urlunsplit((parts.scheme, host + port, "", "", "")) for host in hosts}
        return frozenset(origins)

    def redirect_uris(self) -> frozenset[str]:
        """The exact callback addresses that the identity provider accepts."""
        return frozenset(origin + CALLBACK_PATH for origin in self.product_origins())


def shared_secret(path: Path) -> str:
    """The client secret that both sides read from one file; made with mode 600 when it does not exist."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
