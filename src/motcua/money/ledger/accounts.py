"""The accounts that lines may name, from `money/data/accounts.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from motcua.money.fees import Kind, Words

BY_KIND = {Kind.PHI: "phi", Kind.LE_PHI: "le_phi", Kind.GIA: "gia", Kind.THUE: "thue"}
"""The account on which what was collected stands until it goes to whom it belongs."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `number` as an accountant names it, `side` the side on which it grows."""

    id: str
    number: str
    side: Literal["debit", "credit"]
    words: Words


@cache
def accounts() -> dict[str, Account]:
    """All accounts by id, in the order in which a balance lists them. Read once."""
    told = yaml.safe_load((files("motcua.money") / "data/accounts.yaml").read_text("utf-8"))
    return {
        one["id"]: Account(
            one["id"], one["number"], one["side"], Words(one["words"]["vi"], one["words"]["en"])
        )
        for one in told["accounts"]
    }
