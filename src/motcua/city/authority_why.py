"""Who may do what, where, when, and by which grounds: the answer of `authority` with every condition that was checked.

`why` gives the same answer as `authority.require` and shows the chain behind it: post, appointment, power, the decisions
by which it was lent, and each limit. `who_may` names everybody for whom the answer is yes.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from motcua.city import authority, authority_reading
from motcua.city.agencies import day
from motcua.city.authority_grants import Grant, HeldPost, PowerSet
from motcua.city.models import Account, Agency, Appointment, Power
from motcua.city.models.validity import valid_on

MOST_HOLDERS = 60


@dataclass(frozen=True, slots=True)
class Question:
    """One act. `powers`: one of them is needed. `posts`: kinds of post whose step it is; empty: any."""

    powers: tuple[str, ...]
    procedure_code: str = ""
    field: str = ""
    agency_id: int | None = None
    case: str = ""
    posts: frozenset[str] = frozenset()
    deputies: tuple[tuple[str, str], ...] = ()

    def serves(self, post_kind: str) -> bool:
        """Whether a step of these posts is done by the holder of `post_kind`: the post itself or its deputy."""
        return not self.posts or post_kind in self.posts or dict(self.deputies).get(post_kind) in self.posts


@dataclass(frozen=True, slots=True)
class Ground:
    """One link of the chain, or one condition: in words, and whether it holds."""

    kind: str
    vi: str
    en: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is allowed, by which grant, and the grounds of the nearest grant in the order in which one asks."""

    allowed: bool
    grant: Grant | None
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody for whom the answer is yes."""

    account_id: int
    name: str
    grant: Grant


def why(powers: PowerSet, question: Question) -> Answer:
    """The answer for one officer on the day of `powers`. No query."""
    if not powers.posts:
        none = Ground(
            "post",
            f"Không giữ chức vụ nào vào ngày {powers.on:%d/%m/%Y}",
            f"Holds no post on {powers.on.isoformat()}",
            holds=False,
        )
        return Answer(False, None, (none,))
    tried = [
        (grant, grounds_of(grant, question)) for grant in powers.grants if grant.power in question.powers
    ]
    if not tried:
        post = powers.posts[0]
        return Answer(False, None, (*_of_post(post), _no_power(question)))
    grant, grounds = min(tried, key=lambda pair: (sum(not one.holds for one in pair[1]), pair[0].lent))
    allowed = all(one.holds for one in grounds)
    return Answer(allowed, grant if allowed else None, grounds)


def grounds_of(grant: Grant, question: Question) -> tuple[Ground, ...]:
    """The chain behind a grant and each of its limits, as the question meets them."""
    return (*_of_post(grant.post), *_of_power(grant), *limits(grant, question))


def _of_post(post: HeldPost) -> tuple[Ground, ...]:
    acting_vi, acting_en = (" (tạm giữ)", " (acting)") if post.acting else ("", "")
    until_vi = f" đến hết {_last(post.until):%d/%m/%Y}" if post.until else ""
    until_en = f" until {_last(post.until).isoformat()}" if post.until else ""
    since_vi = f"Giữ chức vụ từ {post.since:%d/%m/%Y}{until_vi}" if post.since else "Đang giữ chức vụ"
    since_en = f"Appointed since {post.since.isoformat()}{until_en}" if post.since else "Appointed"
    return (
        Ground(
            "post",
            f"{post.title_vi}{acting_vi}, {post.agency_name_vi}",
            f"{post.title_en}{acting_en}, {post.agency_name_en}",
        ),
        Ground("appointment", since_vi, since_en),
    )


def _of_power(grant: Grant) -> tuple[Ground, ...]:
    label, english = Power.Name(grant.power).label.lower(), grant.power.replace("_", " ")
    if not grant.lenders:
        act_vi = f", theo {grant.decision}" if grant.decision else ""
        act_en = f", by {grant.decision}" if grant.decision else ""
        return (
            Ground(
                "power",
                f"Chức vụ này có quyền {label} từ {grant.since:%d/%m/%Y}{act_vi}",
                f"This post may {english} since {grant.since.isoformat()}{act_en}",
            ),
        )
    hands = reversed(grant.lenders)
    until_vi = f" đến hết {_last(grant.until):%d/%m/%Y}" if grant.until else ""
    until_en = f" until {_last(grant.until).isoformat()}" if grant.until else ""
    return (
        *(
            Ground(
                "lender",
                f"{one.title_vi}, {one.agency_name_vi} giữ quyền {label} và giao lại",
                f"{one.title_en}, {one.agency_name_en} may {english} and lends it",
            )
            for one in hands
        ),
        Ground(
            "loan",
            f"Được giao theo {grant.decision}, từ {grant.since:%d/%m/%Y}{until_vi}"
            + (", đích danh" if grant.personal else ""),
            f"Lent by {grant.decision}, from {grant.since.isoformat()}{until_en}"
            + (", by name" if grant.personal else ""),
        ),
    )


def limits(grant: Grant, question: Question) -> tuple[Ground, ...]:
    """Each limit as one line, in the same terms as `Grant.covers`; a test holds both equal."""
    code, subject, agency_id = question.procedure_code, question.field, question.agency_id
    found = []
    if code in grant.without:
        found.append(
            Ground(
                "moved",
                f"Thủ tục {code} đã phân cấp cho cấp khác",
                f"Procedure {code} has moved to another level",
                holds=False,
            )
        )
    if grant.procedure_code:
        found.append(
            Ground(
                "procedure",
                f"Chỉ với thủ tục {grant.procedure_code}",
                f"For procedure {grant.procedure_code} only",
                holds=grant.procedure_code == code,
            )
        )
    if grant.field:
        found.append(
            Ground(
                "field",
                f"Chỉ trong lĩnh vực {grant.field}",
                f"In the field {grant.field} only",
                holds=grant.field == subject,
            )
        )
    if grant.cases:
        cases = ", ".join(sorted(grant.cases))
        found.append(
            Ground(
                "case",
                f"Chỉ với trường hợp: {cases}",
                f"For these cases only: {cases}",
                question.case in grant.cases,
            )
        )
    if agency_id is not None:
        found.append(
            Ground("agency", *_place_words(grant), holds=grant.reaches(agency_id)),
        )
    if question.posts:
        found.append(
            Ground(
                "step",
                "Bước này đúng chức danh"
                if question.serves(grant.stands_for)
                else "Bước này dành cho chức danh khác",
                "The step is for this post"
                if question.serves(grant.stands_for)
                else "The step is for another post",
                holds=question.serves(grant.stands_for),
            )
        )
    return tuple(found)


def _place_words(grant: Grant) -> tuple[str, str]:
    if grant.only is not None:
        return "Trong địa bàn ghi trong quyết định", "Within the territory of the decision"
    if grant.wide:
        return "Tại cơ quan và các cơ quan trực thuộc", "In the agency and those below it"
    return "Tại cơ quan của chức vụ", "In the agency of the post"


def _no_power(question: Question) -> Ground:
    label = " hoặc ".join(Power.Name(power).label.lower() for power in question.powers)
    english = " or ".join(power.replace("_", " ") for power in question.powers)
    return Ground("power", f"Chức vụ này không có quyền {label}", f"This post may not {english}", holds=False)


def who_may(question: Question, at: date | datetime) -> list[Holder]:
    """Everybody for whom the answer is yes at the agency of the question, own powers first, then lent ones.

    Asks the officers of the agency, of those above it, and whoever borrows from one of their posts. Five queries.
    """
    if question.agency_id is None:
        return []
    on = day(at)
    path = Agency.objects.values_list("path", flat=True).get(id=question.agency_id)
    keys = path.strip("/").split("/")
    above = ["/".join(keys[: count + 1]) + "/" for count in range(len(keys))]
    lent = Power.objects.on(on).filter(
        power__in=question.powers, delegated_by__agency__path__in=above, ended_at=None
    )
    ids = sorted(
        set(
            Appointment.objects.on(on)
            .filter(valid_on(on, "post__agency__"), account__is_active=True)
            .filter(Q(post__agency__path__in=above) | Q(post_id__in=lent.values("post_id")))
            .values_list("account_id", flat=True)
        )
    )
    names = dict(Account.objects.filter(id__in=ids).values_list("id", "display_name"))
    found = []
    for account_id, powers in authority_reading.read(ids, on).items():
        answer = why(powers.at(at), question)
        if answer.grant is not None:
            found.append(Holder(account_id, names[account_id], answer.grant))
    found.sort(key=lambda one: (one.grant.lent, one.grant.capacity, one.name))
    return found[:MOST_HOLDERS]


def answer_for(account_id: int | None, question: Question, at: date | datetime) -> Answer:
    """`why` for an account, in all its posts. What `authority.powers_of` costs."""
    return why(authority.powers_of(account_id, at), question)


def _last(until: date) -> date:
    return date.fromordinal(until.toordinal() - 1)
