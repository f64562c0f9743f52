"""What every provider's settings must be, asked of nobody outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from motcua.money.fees import Words

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """A setting with which payments cannot work, in words for the status page."""

    setting: str
    text: Words


def addresses(given: Mapping[str, str]) -> list[ConfigProblem]:
    """What is wrong with web addresses: money is talked about over TLS, except within one machine."""
    problems = []
    for name, url in given.items():
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in {"http", "https"}:
            problems.append(ConfigProblem(name, Words("Địa chỉ không hợp lệ", "Not a web address")))
        elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
            problems.append(
                ConfigProblem(name, Words("Địa chỉ phải dùng https", "The address must use https"))
            )
    return problems


def filled(given: Mapping[str, str]) -> list[ConfigProblem]:
    """Which of these settings are empty."""
    return [
        ConfigProblem(name, Words("Chưa có giá trị", "Not set")) for name, value in given.items() if not value
    ]


def absent(name: str, error: Exception) -> list[ConfigProblem]:
    """The provider is not configured at all."""
    return [
        ConfigProblem(name, Words(f"Thiếu cấu hình {name} ({error})", f"{name} is not configured ({error})"))
    ]
