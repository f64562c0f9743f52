"""Reading settings from the environment: refuses nonsense, and reads secrets from files."""

import json
import os
import secrets
from collections.abc import Collection
from importlib.util import find_spec
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
    if not value.isdecimal() or not low <= int(value) <= high:
        raise BadSetting(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def one_of(name: str, default: str, known: Collection[str]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in known:
        raise BadSetting(f"{name} must be one of {', '.join(sorted(known))}, not {value!r}")
    return value


def dotted(name: str) -> str:
    """The place of a function, such as `city_keys.store`; empty when it is not set. Its module must be there."""
    value = text(name, "")
    if not value:
        return ""
    module, _, function = value.rpartition(".")
    if not module or not all(part.isidentifier() for part in value.split(".")):
        raise BadSetting(f"{name} must be a module and a function such as city_keys.store, not {value!r}")
    try:
        found = find_spec(module)
    except ImportError:
        found = None
    if found is None:
        raise BadSetting(f"{name} names the module {module!r}, which is not on PYTHONPATH")
    return f"{module}.{function}"


def folder(name: str) -> str:
    """The path of a folder that exists; empty when it is not set."""
    value = text(name, "")
    if value and not Path(value).is_dir():
        raise BadSetting(f"{name} must be a folder that exists, not {value!r}")
    return value


def pairs(name: str, known: Collection[str]) -> dict[str, str]:
    """`ours=theirs` with commas between, such as `pin=cccd,full_name=ho_ten`; empty when it is not set.

    Only names of `known` stand on the left, each once; two of ours cannot be read from one of theirs.
    """
    found: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in text(name, "").split(","))):
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not equals or not theirs or any(char.isspace() for char in theirs):
            raise BadSetting(f"{name} must be pairs such as pin=cccd with commas between, not {pair!r}")
        if ours not in known:
            raise BadSetting(f"{name} names {ours!r}; known are {', '.join(sorted(known))}")
        if ours in found or theirs in found.values():
            raise BadSetting(f"{name} says {pair!r} and the same name twice")
        found[ours] = theirs
    return found


def addresses(name: str) -> dict[str, str]:
    """`key=https://…` with commas between; empty when it is not set. Plain http is refused but for this machine."""
    found: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in text(name, "").split(","))):
        key, equals, address = (part.strip() for part in pair.partition("="))
        parts = urlsplit(address)
        near = parts.hostname in {"localhost", "127.0.0.1"}
        if not equals or key in found or not parts.hostname or parts.scheme not in {"https", "http"}:
            raise BadSetting(f"{name} must be pairs such as tax=https://… with commas between, not {pair!r}")
        if parts.scheme == "http" and not near:
            raise BadSetting(f"{name}: {address} must begin with https://, personal data go there")
        found[key] = address
    return found


def merchants(name: str) -> dict[str, dict[str, dict[str, Any]]]:
    """The JSON file `{"H26.15": {"momo": {"PARTNER_CODE": …}}}`: what units have of their own; empty when it is not set."""
    path = os.environ.get(name, "")
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_text())
        shaped = all(
            isinstance(own, dict) and all(isinstance(one, dict) for one in own.values()) for own in found.values()
        )  # fmt: skip
    except (OSError, ValueError, AttributeError) as error:
        raise BadSetting(f"{name}: {path} cannot be read as JSON ({type(error).__name__})") from error
    if not shaped:
        raise BadSetting(f"{name}: {path} must say for each unit's code its settings at each provider")
    return dict(found)


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
