"""What the national identity says about a person, read into one shape. Plain data, no database.

The names of the official claims are not published, so they are mapped by configuration (`CLAIM_NAMES` are our
own). Source of the required set: Nghị định 69/2024/NĐ-CP and the national portal's sign-on.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

CLAIM_NAMES = (
    "pin", "full_name", "birth_date", "sex", "phone", "email",
    "account_type", "account_level", "auth_level", "org_code", "org_name", "org_representative",
)  # fmt: skip
PIN = re.compile(r"[0-9]{12}")
SEXES = {"male": "male", "nam": "male", "1": "male", "female": "female", "nữ": "female", "2": "female"}
ORGANISATION = {"organisation", "organization", "2"}
FILING_LEVEL = 2
"""Account level from which somebody may file, pay and see own records."""
SIGN_ON_LEVEL = 2
"""Authentication level from which a sign-on counts: two different factors (NĐ 69/2024/NĐ-CP)."""


AUTH_LEVELS = ("1", "2", "3", "4")


class UnusableClaims(ValueError):
    """The provider left out or garbled what we cannot do without; `claim` names it."""

    def __init__(self, claim: str) -> None:
        super().__init__(f"claim {claim} is missing or makes no sense")
        self.claim = claim


@dataclass(frozen=True, slots=True)
class Claims:
    """One signed-on person, and the organisation acted for when `org_code` is set.

    `auth_level` is 0 where userinfo leaves it to the token; `org_representative` is the number of the one who represents
    the organisation by law, where the provider says it.
    """

    subject: str
    pin: str
    full_name: str
    birth_date: date
    sex: str
    phone: str
    email: str
    account_level: int
    auth_level: int
    org_code: str
    org_name: str
    org_representative: str = ""

    @property
    def may_file(self) -> bool:
        return self.account_level >= FILING_LEVEL


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the token and our register disagree. Both are kept; neither is corrected here."""

    field: str
    ours: str
    theirs: str


def read_claims(said: Mapping[str, Any], names: Mapping[str, str] | None = None) -> Claims:
    """The claims of a userinfo answer. `names` maps our claim names to the provider's.

    Raises UnusableClaims when the subject, PIN, name, birth date, type or account level cannot be read.
    """
    mapping = {name: name for name in CLAIM_NAMES} | dict(names or {})
    values = {ours: unicodedata.normalize("NFC", str(said.get(theirs) or "")).strip()
              for ours, theirs in mapping.items()}  # fmt: skip
    subject = str(said.get("sub") or "")
    if not subject:
        raise UnusableClaims("sub")
    if not PIN.fullmatch(values["pin"]):
        raise UnusableClaims("pin")
    full_name = " ".join(values["full_name"].split())
    if not full_name or len(full_name) > 120:
        raise UnusableClaims("full_name")
    if not values["account_type"]:
        raise UnusableClaims("account_type")
    acts_for_organisation = values["account_type"].lower() in ORGANISATION
    if acts_for_organisation and not (values["org_code"] and values["org_name"]):
        raise UnusableClaims("org_code")
    return Claims(
        subject=subject,
        pin=values["pin"],
        full_name=full_name,
        birth_date=_day(values["birth_date"]),
        sex=SEXES.get(values["sex"].lower(), ""),
        phone=values["phone"][:20],
        email=values["email"][:254],
        account_level=_level("account_level", values["account_level"]),
        auth_level=_level("auth_level", values["auth_level"] or "0"),
        org_code=values["org_code"][:35] if acts_for_organisation else "",
        org_name=values["org_name"][:200] if acts_for_organisation else "",
        org_representative=_representative(values["org_representative"]) if acts_for_organisation else "",
    )


def proved_level(claims: Claims, acr: object, names: Mapping[str, str] | None = None) -> int:
    """The authentication level of this sign-on, 1 to 4 (NĐ 69/2024/NĐ-CP).

    `acr` is the signed token's word; `names` maps our levels to the provider's words, `LoA3` and the like otherwise. Where
    userinfo says less, the less counts; a word that nobody knows counts as nothing said.
    """
    known = {f"LoA{level}": level for level in range(1, 5)} | {
        word: int(level) for level, word in (names or {}).items()
    }
    signed = known.get(str(acr or ""))
    return claims.auth_level if signed is None else min(signed, claims.auth_level or signed)


def differences(
    claims: Claims, full_name: str, birth_date: date, name_key: Callable[[str], str]
) -> list[Difference]:
    """Where the token differs from the person we know. Two spellings of one name (Hoà, Hòa) do not count."""
    found = []
    if name_key(claims.full_name) != name_key(full_name):
        found.append(Difference("full_name", full_name, claims.full_name))
    if claims.birth_date != birth_date:
        found.append(Difference("birth_date", birth_date.isoformat(), claims.birth_date.isoformat()))
    return found


def _day(value: str) -> date:
    for pattern in ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(value, pattern).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise UnusableClaims("birth_date")


def _representative(value: str) -> str:
    return value if PIN.fullmatch(value) else ""


def _level(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]", value):
        raise UnusableClaims(name)
    return int(value)
