"""What may be paid at a provider in one go, from `money/data/gateways.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Limits:
    """Least and most of one payment, in đồng; `most` None: no limit is known."""

    least: int
    most: int | None


@cache
def told() -> dict[str, dict[str, Any]]:
    """Everything that the file says, by provider. Read once."""
    text = (files("motcua.money") / "data/gateways.yaml").read_text("utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)["gateways"]
    return found


def limits_of(gateway: str) -> Limits:
    """The limits of a provider. Raises KeyError for one that the file does not name."""
    one = told()[gateway]
    return Limits(one["least"], one["most"])
