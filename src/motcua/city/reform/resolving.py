"""A plan against the city as it stands: keys become rows, and everything that does not fit is a fault with words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from motcua.city.models import Account, Agency, Appointment, Post, Unit, UnitSuccessor, WorkCalendar
from motcua.city.models.validity import valid_on
from motcua.city.reform import content as contents
from motcua.city.reform.content import AgencyBegins, AgencyEnds, Content, UnitLink
from motcua.city.reform.deciding import Decided, Territory, Whereabouts, decide
from motcua.city.reform.models import Plan, Question

COMMUNE = Unit.Level.COMMUNE


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the plan that cannot be run; `about` is the key, code or name that it is about."""

    about: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Placement:
    """An officer of an ending body: where to. `to_key` empty: the plan says nothing, and the appointment ends."""

    appointment_id: int
    account_id: int
    name: str
    from_key: str
    from_post_id: int
    kind: str
    title: str
    acting: bool
    to_key: str = ""
    to_kind: str = ""


@dataclass
class Change:
    """A plan with everything that deciding and moving ask. Agencies go by key; `ids` knows those that exist."""

    plan: Plan
    content: Content
    territory: Territory
    agencies: dict[str, Agency]
    ids: dict[str, int]
    endings: dict[int, AgencyEnds]
    posts: dict[str, set[str]]
    calendars: dict[str, str]
    names: dict[str, tuple[str, str]]
    placements: list[Placement]
    old_units: Mapping[int, str]
    """Ids of communes that end on the plan's day, and their codes."""
    living_codes: frozenset[str]
    living_units: Mapping[int, str]
    faults: list[Fault] = field(default_factory=list)

    @property
    def on(self) -> date:
        return self.plan.effective_on

    @property
    def uuid(self) -> str:
        return str(self.plan.uuid)

    @cached_property
    def rulings(self) -> dict[tuple[str, str, str], str]:
        """What officers have decided of single dossiers, by subject, kind of question and ended body. One query."""
        rows = Question.objects.filter(plan_id=self.plan.pk).exclude(decided="")
        return {
            (str(subject), kind, body): decided
            for subject, kind, body, decided in rows.values_list("subject", "kind", "from_key", "decided")
        }

    def where(self, code: str, told_on: date, line: str = "") -> Whereabouts:
        """A place told by a commune's code on a day: codes changed their meaning, so the day counts."""
        if told_on < self.on and code in self.territory.successors:
            return Whereabouts(old=code, line=line)
        return Whereabouts(now=code, line=line) if code in self.living_codes else Whereabouts(line=line)

    def where_unit(self, unit_id: int | None, line: str = "") -> Whereabouts:
        """A place told by the row of a commune."""
        if unit_id is not None and unit_id in self.old_units:
            return Whereabouts(old=self.old_units[unit_id], line=line)
        return Whereabouts(now=self.living_units.get(unit_id or 0, ""), line=line)

    def decide(self, agency_id: int, procedure: str, subject: str, where: Whereabouts) -> Decided:
        """Who takes over one piece of work of an ending body."""
        return decide(self.endings[agency_id], self.territory, procedure, subject, where)

    def post_at(self, agency_id: int, post_kind: str) -> str:
        """The kind of post that does at the successor what `post_kind` did in this ending body."""
        return self.endings[agency_id].posts.get(post_kind, post_kind)

    def has_post(self, key: str, post_kind: str) -> bool:
        """Whether the body has such a post after the plan; an empty kind is any post."""
        return not post_kind or post_kind in self.posts.get(key, ())


def resolve(plan: Plan) -> Change:
    """Read the plan and the city. A dozen queries whatever its size; faults are collected, not raised."""
    content = contents.read(plan.document)
    on = plan.effective_on
    agencies = {agency.key: agency for agency in Agency.objects.select_related("calendar", "unit", "parent")}
    ended_units = dict(
        Unit.objects.filter(level=COMMUNE, valid_to=on).values_list("id", "code")
    ) | _ending_units(content, on)
    living_units = dict(Unit.objects.on(on).filter(level=COMMUNE).values_list("id", "code"))
    living_units = {row: code for row, code in living_units.items() if row not in ended_units}
    living_codes = frozenset(living_units.values()) | {u.code for u in content.units_begin if u.level == 3}
    territory = Territory.of([*_known_links(ended_units), *content.unit_links], content.places)
    begins = {one.key: one for one in content.begin}
    change = Change(
        plan=plan,
        content=content,
        territory=territory,
        agencies=agencies,
        ids={key: agency.pk for key, agency in agencies.items()},
        endings={agencies[one.key].pk: one for one in content.end if one.key in agencies},
        posts=_posts(content, agencies),
        calendars=_calendars(content, agencies),
        names={key: (agency.name_vi, agency.name_en) for key, agency in agencies.items()}
        | {key: (one.name_vi, one.name_en) for key, one in begins.items()},
        placements=[],
        old_units=ended_units,
        living_codes=living_codes,
        living_units=living_units,
    )
    change.placements = _placements(change)
    if plan.state != Plan.State.DONE:
        change.faults = list(_faults(change, begins))
    return change


def _ending_units(content: Content, on: date) -> dict[int, str]:
    codes = [unit.code for unit in content.units_end if unit.level == 3]
    return dict(Unit.objects.on(on).filter(level=COMMUNE, code__in=codes).values_list("id", "code"))


def _known_links(ended: Mapping[int, str]) -> list[UnitLink]:
    """Links that the city has already: the reform's act was loaded as data before the plan was written."""
    rows = UnitSuccessor.objects.filter(old_id__in=ended).values_list("old__code", "new__code", "main")
    return [UnitLink(old=old, new=new, main=main) for old, new, main in rows]


def _posts(content: Content, agencies: Mapping[str, Agency]) -> dict[str, set[str]]:
    """Kinds of posts of every body that takes over work, as they are after the plan. One query."""
    takers = {one.to for one in content.end} | {s.to for one in content.end for s in one.shares}
    takers |= {one.to for one in content.people}
    found: dict[str, set[str]] = {key: set() for key in takers}
    for key, kind in Post.objects.filter(agency__key__in=takers).values_list("agency__key", "kind"):
        found[key].add(kind)
    for one in content.begin:
        found.setdefault(one.key, set()).update(post.kind for post in one.posts)
    for move in content.people:
        found[move.to].add(move.post)
    return found


def _calendars(content: Content, agencies: Mapping[str, Agency]) -> dict[str, str]:
    """Key of the calendar by which each body works after the plan; an empty one is the parent's."""
    found = {key: agency.calendar.key for key, agency in agencies.items()}
    found |= {one.key: one.calendar for one in content.change if one.calendar}
    waiting = list(content.begin)
    for one in waiting:
        found[one.key] = one.calendar or found.get(one.parent, "")
    for one in waiting:  # a parent may stand after its child
        found[one.key] = one.calendar or found.get(one.parent, "")
    return found


def _placements(change: Change) -> list[Placement]:
    """Where the officers of ending bodies go. One query."""
    named = {move.account: move for move in change.content.people}
    rows = (
        Appointment.objects.filter(valid_on(change.on), post__agency_id__in=change.endings)
        .select_related("post", "account")
        .order_by("post__agency_id", "id")
    )
    found = []
    for row in rows:
        ending = change.endings[row.post.agency_id]
        to, kind = "", ending.posts.get(row.post.kind, row.post.kind)
        move = named.get(row.account.username)
        if move is not None:
            to, kind = move.to, move.post
        elif ending.people == "follow" and change.has_post(ending.to, kind):
            to = ending.to
        found.append(
            Placement(
                row.pk, row.account_id, row.account.display_name, ending.key, row.post_id, row.post.kind,
                row.post.title_vi, row.acting, to, kind if to else "",
            )
        )  # fmt: skip
    return found


def _faults(change: Change, begins: Mapping[str, AgencyBegins]):
    content, agencies, on = change.content, change.agencies, change.on
    ending = {one.key for one in content.end}
    changing = {one.key: one for one in content.change}
    alive_after = {
        key for key, agency in agencies.items() if agency.in_force(on) and key not in ending
    } | begins.keys()
    yield from _doubles("end", [one.key for one in content.end])
    yield from _doubles("begin", [one.key for one in content.begin])
    yield from _doubles("change", [one.key for one in content.change])
    for one in content.end:
        agency = agencies.get(one.key)
        if agency is None:
            yield Fault(one.key, f"Không có cơ quan mã khóa “{one.key}”.", f"No agency with key “{one.key}”.")
            continue
        if not agency.in_force(on) or agency.valid_from >= on:
            yield Fault(
                one.key,
                f"{agency.name_vi} không còn, hoặc chưa, hoạt động ngay trước ngày {on:%d/%m/%Y}.",
                f"{agency.name_en} is not in force just before {on.isoformat()}.",
            )
        for to in dict.fromkeys([one.to, *(share.to for share in one.shares)]):
            if to not in alive_after:
                yield Fault(
                    one.key,
                    f"{agency.name_vi}: nơi kế thừa “{to}” không hoạt động từ ngày {on:%d/%m/%Y}.",
                    f"{agency.name_en}: its heir “{to}” is not in force on {on.isoformat()}.",
                )
        for share in one.shares:
            for code in share.units:
                if code not in change.living_codes:
                    yield _no_unit(one.key, code, on)
    yield from _begin_faults(change, begins, alive_after)
    for key, what in changing.items():
        if key not in agencies or key in ending or not agencies[key].in_force(on):
            yield Fault(
                key, f"Cơ quan “{key}” không tiếp tục hoạt động.", f"The agency “{key}” does not go on."
            )
        if what.parent is not None and what.parent not in alive_after:
            yield _no_parent(key, what.parent)
        if what.unit and what.unit not in change.living_codes and not _other_unit(what.unit, on):
            yield _no_unit(key, what.unit, on)
    yield from _left_behind(change, alive_after, begins)
    yield from _unit_faults(change)
    known = set(
        Account.objects.filter(
            username__in=[move.account for move in content.people], kind=Account.Kind.OFFICER
        ).values_list("username", flat=True)
    )
    for move in content.people:
        if move.account not in known:
            yield Fault(move.account, f"Không có cán bộ “{move.account}”.", f"No officer “{move.account}”.")
        if move.to not in alive_after:
            yield Fault(
                move.account,
                f"“{move.account}”: nơi đến “{move.to}” không hoạt động.",
                f"“{move.account}”: “{move.to}” is not in force.",
            )


def _begin_faults(change: Change, begins: Mapping[str, AgencyBegins], alive_after: set[str]):
    agencies, on = change.agencies, change.on
    ending = {one.key for one in change.content.end}
    kinds = set(Agency.Kind.values)
    calendars = set(WorkCalendar.objects.values_list("key", flat=True))
    codes = {
        agency.code
        for key, agency in agencies.items()
        if key not in ending and (agency.valid_to is None or agency.valid_to > on)
    }
    yield from _doubles("code", [one.code for one in begins.values()])
    for one in begins.values():
        if one.key in agencies:
            yield Fault(one.key, f"Khóa “{one.key}” đã có cơ quan.", f"The key “{one.key}” is taken.")
        if one.numbers_of and one.numbers_of not in agencies:
            yield Fault(
                one.key,
                f"Không có cơ quan “{one.numbers_of}” để đánh số tiếp.",
                f"No agency “{one.numbers_of}” whose numbers could go on.",
            )
        if one.code in codes:
            yield Fault(one.key, f"Mã {one.code} đang được dùng.", f"The code {one.code} is in use.")
        if one.kind not in kinds:
            yield Fault(one.key, f"Không có loại cơ quan “{one.kind}”.", f"No kind of agency “{one.kind}”.")
        if one.parent and one.parent not in alive_after:
            yield _no_parent(one.key, one.parent)
        if change.calendars.get(one.key, "") not in calendars:
            yield Fault(
                one.key, f"{one.name_vi}: chưa có lịch làm việc.", f"{one.name_en}: no working calendar."
            )
        for code in (*([one.unit] if one.unit else []), *one.serves):
            if code not in change.living_codes and not _other_unit(code, on):
                yield _no_unit(one.key, code, on)


def _left_behind(change: Change, alive_after: set[str], begins: Mapping[str, AgencyBegins]):
    """Bodies that would stand under one that ends, or in a place that is no more."""
    changing = {one.key: one for one in change.content.change}
    for key in alive_after - begins.keys():
        agency, what = change.agencies[key], changing.get(key)
        parent = agency.parent.key if agency.parent else ""
        if parent and parent not in alive_after and (what is None or what.parent is None):
            yield Fault(
                key,
                f"{agency.name_vi} trực thuộc cơ quan kết thúc hoạt động nhưng phương án chưa nói đi đâu.",
                f"{agency.name_en} stands under a body that ends, and the plan does not say where it goes.",
            )
        if agency.unit_id is None:
            continue
        if agency.unit_id in change.old_units and agency.valid_from < change.on:
            alone = len(change.territory.successors.get(change.old_units[agency.unit_id], ())) == 1
            if not alone and (what is None or what.unit is None):
                yield Fault(
                    key,
                    f"{agency.name_vi} gắn với đơn vị hành chính kết thúc ngày {change.on:%d/%m/%Y}.",
                    f"{agency.name_en} belongs to a unit that ends on {change.on.isoformat()}.",
                )


def _unit_faults(change: Change):
    for unit in change.content.units_end:
        if unit.level == 3 and not change.territory.successors.get(unit.code):
            yield Fault(
                unit.code,
                f"Đơn vị {unit.code} kết thúc nhưng không nói địa bàn về đâu.",
                f"The unit {unit.code} ends, and the plan does not say where its territory goes.",
            )
    for link in change.content.unit_links:
        if link.level == 3 and link.new not in change.living_codes:
            yield _no_unit(link.old, link.new, change.on)
    for rule in change.content.places:
        if rule.to not in change.territory.successors.get(rule.unit, ()):
            yield Fault(
                rule.unit,
                f"“{rule.words}”: {rule.to} không phải đơn vị kế thừa của {rule.unit}.",
                f"“{rule.words}”: {rule.to} is no successor of {rule.unit}.",
            )


def _other_unit(code: str, on: date) -> bool:
    """A province, or a district of a city that still has them."""
    return Unit.objects.on(on).filter(code=code).exists()


def _doubles(what: str, keys: Sequence[str]):
    for key in sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else ():
        yield Fault(key, f"“{key}” được nêu hai lần ({what}).", f"“{key}” is named twice ({what}).")


def _no_unit(about: str, code: str, on: date) -> Fault:
    return Fault(
        about,
        f"Không có đơn vị hành chính {code} từ ngày {on:%d/%m/%Y}.",
        f"No administrative unit {code} on {on.isoformat()}.",
    )


def _no_parent(about: str, parent: str) -> Fault:
    return Fault(
        about,
        f"Cơ quan cấp trên “{parent}” không hoạt động.",
        f"The body above, “{parent}”, is not in force.",
    )
