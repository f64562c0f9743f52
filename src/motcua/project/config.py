"""Reading settings from the environment: refuses nonsense, and reads secrets from files."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(ValueError):
    """A setting of the environment is missing or makes no sense; the message names it."""


def text(name: str, default: str | None = None) -> str:
    """The setting `name`, or the content of the file that `<name>_FILE` points to."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise BadSetting(f"{name} is not set (and neither is {name}_FILE)")
    return value


def flag(name: str, default: bool) -> bool:
    """A yes-or-no setting: 1/0, true/false, yes/no."""
    value = text(name, "1" if default else "0").lower()
    if value not in {"1", "0", "true", "false", "yes", "no"}:
        raise BadSetting(f"{name} must be 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


def number(name: str, default: int, low: int, high: int) -> int:
    """A whole number between `low` and `high`."""
    value = text(name, str(default))
    if not value.isdigit() or not low <= int(value) <= high:
        raise BadSetting(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def database(url: str) -> dict[str, Any]:
    """Django's settings for a `postgresql://` address. Other engines are refused."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadSetting(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # A connection a request costs seven times the time of a kept one.
        "CONN_MAX_AGE": None,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def kept_secret(folder: Path, name: str) -> str:
    """A secret made once and kept in `folder` with mode 600; for demo and tests, production sets its own."""
    path = folder / f"{name}.secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text().strip()
