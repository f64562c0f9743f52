"""What an account may do on one day, as values: posts, grants, and the questions that can be asked of them. No query."""

from dataclasses import dataclass, replace
from dataclasses import field as column
from datetime import date, datetime

from motcua.city.models import Power

ANY_CASE = ""
"""As a case: any. A grant that is lent for some cases only does not cover it."""


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that the account holds on the day."""

    post_id: int
    kind: str
    title_vi: str
    title_en: str
    agency_id: int
    agency_key: str
    agency_kind: str
    agency_name_vi: str
    agency_name_en: str
    agency_path: str
    acting: bool
    below: frozenset[int] = column(repr=False)
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Lender:
    """The post from which a power is lent, as it stood on the day."""

    post_id: int
    kind: str
    title_vi: str
    title_en: str
    agency_id: int
    agency_name_vi: str
    agency_name_en: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One power, held through one post: where it reaches and in which capacity its holder signs.

    A lent one reaches the matters of the lender's agency (`agency_id`), counts for `cases` and in `only` these agencies
    (None: all), and does the steps of the lender's post (`stands_for`). `without`: procedures whose power has moved to
    another level. `chain`: the rows on which it rests, its own first; when one is revoked, so is this.
    """

    power: str
    procedure_code: str
    field: str
    wide: bool
    capacity: str
    post: HeldPost
    power_id: int
    delegated_by_id: int | None
    decision: str
    agency_id: int
    agency_path: str
    below: frozenset[int] = column(repr=False)
    stands_for: str
    since: date
    until: date | None = None
    cases: frozenset[str] = frozenset()
    only: frozenset[int] | None = None
    without: frozenset[str] = frozenset()
    lenders: tuple[Lender, ...] = ()
    chain: tuple[int, ...] = ()
    ended_at: datetime | None = None
    entrustment_id: int | None = None
    personal: bool = False

    @property
    def lent(self) -> bool:
        return self.delegated_by_id is not None

    def covers(self, procedure_code: str, field: str, agency_id: int | None, case: str = ANY_CASE) -> bool:
        """Whether it is about that procedure and field in that agency (`None`: any that it reaches) and that case."""
        return (
            self.procedure_code in ("", procedure_code)
            and self.field in ("", field)
            and procedure_code not in self.without
            and (not self.cases or case in self.cases)
            and (agency_id is None or self.reaches(agency_id))
        )

    def reaches(self, agency_id: int) -> bool:
        """Whether the agency's matters are within it."""
        return (agency_id == self.agency_id or (self.wide and agency_id in self.below)) and (
            self.only is None or agency_id in self.only
        )

    @property
    def agencies(self) -> frozenset[int]:
        """All agencies that it reaches."""
        reached = self.below | {self.agency_id} if self.wide else frozenset({self.agency_id})
        return reached if self.only is None else reached & self.only


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an act is allowed (`grant` names by what) or not (`grant` is None), in words."""

    vi: str
    en: str
    grant: Grant | None = None


@dataclass(frozen=True)
class PowerSet:
    """Everything that one account may do on one day."""

    account_id: int | None
    on: date
    posts: tuple[HeldPost, ...] = ()
    grants: tuple[Grant, ...] = ()

    def in_post(self, post_id: int | None) -> "PowerSet":
        """Only what one of the posts gives: an officer with two posts acts in one at a time."""
        if post_id is None:
            return self
        return PowerSet(
            self.account_id,
            self.on,
            tuple(post for post in self.posts if post.post_id == post_id),
            tuple(grant for grant in self.grants if grant.post.post_id == post_id),
        )

    def at(self, moment: date | datetime) -> "PowerSet":
        """As it was at a moment of the day: what was revoked earlier that day is gone. A day means its end."""
        if all(grant.ended_at is None for grant in self.grants):
            return self
        return replace(
            self,
            grants=tuple(
                grant
                for grant in self.grants
                if grant.ended_at is None or (isinstance(moment, datetime) and moment < grant.ended_at)
            ),
        )

    def grant(
        self,
        power: str,
        procedure_code: str = "",
        field: str = "",
        agency_id: int | None = None,
        case: str = ANY_CASE,
    ) -> Grant | None:
        """The grant that allows it; one held by the post itself before a delegated one."""
        found = [
            grant
            for grant in self.grants
            if grant.power == power and grant.covers(procedure_code, field, agency_id, case)
        ]
        return min(found, key=lambda grant: grant.lent, default=None)

    def holds(
        self,
        power: str,
        procedure_code: str = "",
        field: str = "",
        agency_id: int | None = None,
        case: str = ANY_CASE,
    ) -> bool:
        """Whether the act is allowed. An empty procedure or field asks for a power over all of them."""
        return self.grant(power, procedure_code, field, agency_id, case) is not None

    def holds_any(self, power: str) -> bool:
        """Whether the power is held for anything at all: decides which menus and pages are shown."""
        return any(grant.power == power for grant in self.grants)

    def agency_ids(self, power: str) -> frozenset[int]:
        """Agencies in which the power is held for something."""
        return frozenset().union(*(grant.agencies for grant in self.grants if grant.power == power))

    def agencies_over_all(self, power: str) -> frozenset[int]:
        """Agencies in which the power is held for every procedure, field and case."""
        whole = (grant for grant in self.grants if grant.power == power and grant.covers("", "", None))
        return frozenset().union(*(grant.agencies for grant in whole if not grant.cases))

    def why(
        self,
        power: str,
        procedure_code: str = "",
        field: str = "",
        agency_id: int | None = None,
        case: str = ANY_CASE,
    ) -> Reason:
        """The reason of the answer that `holds` gives."""
        label, english = Power.Name(power).label, power.replace("_", " ")
        grant = self.grant(power, procedure_code, field, agency_id, case)
        if grant:
            post = grant.post
            act_vi = f", theo {grant.decision}" if grant.decision else ""
            act_en = f", by {grant.decision}" if grant.decision else ""
            return Reason(
                f"{grant.capacity + ' ' if grant.capacity else ''}{post.title_vi}, {post.agency_name_vi}: "
                f"quyền {label.lower()}{act_vi}",
                f"{post.title_en}, {post.agency_name_en}: may {english}{act_en}",
                grant,
            )
        if not self.posts:
            return Reason(
                f"Không giữ chức vụ nào vào ngày {self.on:%d/%m/%Y}",
                f"Holds no post on {self.on.isoformat()}",
            )
        same = [grant for grant in self.grants if grant.power == power]
        if not same:
            return Reason(f"Không có quyền {label.lower()}", f"May not {english}")
        if all(procedure_code in grant.without for grant in same):
            return Reason(
                f"Quyền {label.lower()} với thủ tục này đã phân cấp cho cấp khác",
                f"The power to {english} in this procedure has moved to another level",
            )
        about = [
            grant for grant in same if replace(grant, cases=frozenset()).covers(procedure_code, field, None)
        ]
        if not about:
            return Reason(
                f"Quyền {label.lower()} không bao gồm thủ tục hoặc lĩnh vực này",
                f"The power to {english} does not include this procedure or field",
            )
        if agency_id is not None and not any(grant.reaches(agency_id) for grant in about):
            return Reason(
                f"Quyền {label.lower()} không có tại cơ quan này", f"May not {english} in this agency"
            )  # fmt: skip
        return Reason(
            f"Quyền {label.lower()} được giao không bao gồm trường hợp này",
            f"The power to {english} was not lent for this case",
        )


NOBODY = PowerSet(None, date.min)
