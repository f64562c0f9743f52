"""The whole of one version."""

from typing import Literal

from motcua.foundation.definitions.shapes import prepared

from .form import Form
from .linked import Linked
from .needs import Case, FeeLine, Limit, PaperComponent, Payment, Supplement
from .result import Result
from .words import AgencyKind, Code, Key, Level, Part, Text
from .workflow import Workflow


class Channels(Part, frozen=True, kw_only=True):
    online: bool = True
    counter: bool = True
    postal: bool = True


class Competent(Part, frozen=True, kw_only=True):
    """Who decides. `by`: `residence` (the owner's), `any` agency of the kind, `city` (the one that serves the whole
    city, where communes have theirs too), or the id of the form field (unit or address) whose unit answers. `agency`:
    the key of the one body that decides, where several serve the city (departments); `by` is then `any`."""

    agency_kind: AgencyKind
    by: str
    agency: Key | None = None


AUTH_LEVELS = {"two_factors": 2, "biometric": 3}
"""Authentication levels of NĐ 69/2024/NĐ-CP by the words of a definition: two different factors; one of them biometric."""


class OnlineLevel(Part, frozen=True, kw_only=True):
    """NĐ 224/2026 Đ14: whole by default; `mot_phan` only with a published reason."""

    level: Literal["toan_trinh", "mot_phan"]
    reason: Text | None = None


@prepared
class ProcedureDefinition(Part, frozen=True, kw_only=True):
    """One version of one procedure, as published. A running dossier stays on its version.

    `auth_level`: how strongly whoever files online has proved who they are; `biometric` for changes of ownership, payouts
    to a bank account and civil status (the platform's default; the law leaves the choice to the procedure).
    """

    code: Code
    name: Text
    summary: Text
    field: Key
    level: Level
    decision: str
    audience: tuple[str, ...]
    life_events: tuple[Key, ...] = ()
    keywords: tuple[str, ...] = ()
    channels: Channels = Channels()
    non_territorial: bool = True
    auth_level: Literal["two_factors", "biometric"] = "two_factors"
    competent: Competent
    online_level: OnlineLevel
    conditions: tuple[Text, ...] = ()
    legal_bases: tuple[str, ...] = ()
    limit: Limit
    supplement: Supplement = Supplement()
    cases: tuple[Case, ...]
    form: Form
    components: tuple[PaperComponent, ...] = ()
    fees: tuple[FeeLine, ...] = ()
    payment: Payment = Payment()
    workflow: Workflow
    result: Result
    linked: Linked | None = None

    @property
    def auth_number(self) -> int:
        """The authentication level asked for, 2 or 3."""
        return AUTH_LEVELS[self.auth_level]
