"""A made-up dossier on its way: replayed from its opening and the moves made, so that any move can be taken back.

What a move means is what it means for a real dossier; who would do it, and what would fire meanwhile, is told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from motcua.foundation import expressions, worktime
from motcua.foundation.worktime import Calendar, Span

from ..binding import Context, environments
from ..compiled import CompiledAction, CompiledProcedure, CompiledStep
from ..definition import Case, Opinion
from ..forms import Message, validate_step
from .reading import InCase, in_case, only_way_on

MOST_MOVES = 200
FAR = timedelta(days=400)
"""A clock is set forward by no more than this at once."""
_AUTOMATIC_IN_A_ROW = 50


@dataclass(frozen=True, slots=True)
class Where:
    """An agency as the trial needs it."""

    name: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Offices:
    """The three agencies of the made-up dossier; `named` finds another by key, or by kind and the unit told."""

    intake: Where
    competent: Where
    named: Callable[[str, str | None], Where]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is handed in, and when. `answers` are clean."""

    at: datetime
    answers: Mapping[str, Any]
    channel: str = "online"
    applicant: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that somebody does: `act` (leave the step by a way), `answer` (an opinion comes in), `wait`.

    `fields` are the officer's entries; `minutes` plain minutes of the clock; `which` the id of a way or opinion.
    """

    do: str
    which: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the trial's log. `tone`: plain, ok, warn, danger."""

    at: datetime
    vi: str
    en: str
    step: str = ""
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What will fire by itself if nobody does anything."""

    at: datetime
    vi: str
    en: str
    kind: str
    which: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An opinion that was asked for."""

    opinion: Opinion
    where: Where
    due_at: datetime
    state: str = "open"


class Fault(Exception):
    """A move that cannot be made; `messages` by field, or under the empty name."""

    def __init__(self, messages: Mapping[str, Message]):
        super().__init__(", ".join(message.en for message in messages.values()))
        self.messages = messages


@dataclass(slots=True)
class Trial:
    """The made-up dossier as it stands."""

    compiled: CompiledProcedure
    offices: Offices
    opening: Opening
    case: Case
    now: datetime
    step: CompiledStep | None = None
    opened_at: datetime | None = None
    step_due: datetime | None = None
    post: str | None = None
    answer_due: datetime | None = None
    accepted_at: datetime | None = None
    clock_from: datetime | None = None
    clock: Span | None = None
    due_at: datetime | None = None
    paused_at: datetime | None = None
    ended: str = ""
    ended_at: datetime | None = None
    officer: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    log: list[Happened] = field(default_factory=list)
    fired: set[tuple[str, str, str]] = field(default_factory=set)
    visits: int = 0

    @property
    def calendar(self) -> Calendar:
        return self.offices.competent.calendar

    @property
    def reading(self) -> InCase | None:
        return in_case(self.step, self.case.id) if self.step else None

    @property
    def where(self) -> Where | None:
        return self.where_of(self.step) if self.step else None

    @property
    def context(self) -> Context:
        """What the workflow's expressions see; as for real dossiers they know the case, not the person."""
        return Context(
            today=self.now.astimezone(worktime.VN).date(),
            channel=self.opening.channel,
            case=self.case.id,
            officer=self.officer,
        )

    @property
    def late(self) -> bool:
        at = self.ended_at or self.now
        return self.due_at is not None and self.paused_at is None and at > self.due_at

    def ways(self, entered: Mapping[str, Any] | None = None) -> tuple[tuple[CompiledAction, bool], ...]:
        """The ways out of the present step and whether each is open, with what the officer has entered so far."""
        if self.step is None or self.ended:
            return ()
        context = replace(self.context, officer={**self.officer, **(entered or {})})
        values = self.compiled.values(self.opening.answers, context)
        return tuple((way, way.when is None or way.when.holds(values)) for way in self.step.actions)

    def ahead(self) -> list[Ahead]:
        """What fires next if nothing is done, soonest first."""
        return sorted(self._ahead(), key=lambda one: one.at)

    # --- moves ---------------------------------------------------------------------------------------

    def open(self) -> None:
        opening, definition = self.opening, self.compiled.definition
        self.tell("Người dân nộp hồ sơ.", "The dossier is handed in.")
        start = self.compiled.steps[self.compiled.start]
        self.step, self.opened_at = start, self.now
        self.post = in_case(start, self.case.id).post
        if opening.channel == "online":
            hours = worktime.working_hours(definition.supplement.answer_within_hours)
            self.answer_due = worktime.due(self.now, hours, self.offices.intake.calendar)
            self.step_due = self.answer_due
        else:
            self._arrive(start)

    def act(self, way_id: str, fields: Mapping[str, Any]) -> None:
        """Leave the present step. Raises Fault."""
        step = self.step
        if step is None or self.ended:
            raise Fault({"": Message("ENDED", "Hồ sơ đã kết thúc.", "The dossier has ended.")})
        if step.fields:
            merged = {**self.officer, **fields}
            checked = validate_step(
                self.compiled, step.id, merged, answers=self.opening.answers, context=self.context
            )
            if checked.errors:
                raise Fault(checked.errors)
            self.officer.update(checked.clean)
        way = next((way for way, open_ in self.ways() if way.id == way_id and open_), None)
        if way is None:
            raise Fault({"": Message("WAY", "Cách xử lý này không mở.", "This way is not open.")})
        if step.kind == "receive":
            self._accept()
        label = way.action.label
        self.tell(f"{step.step.title.vi}: {label.vi}.", f"{step.step.title.en}: {label.en}.", step.id)
        if way.kind == "refuse":
            self._end(
                "refused", "Hồ sơ bị từ chối, có văn bản nêu lý do.", "Refused, with reasons in writing."
            )
            return
        self._leave(way)

    def answer(self, opinion_id: str) -> None:
        """An opinion comes in. Raises Fault."""
        asked = self.asked.get(opinion_id)
        if asked is None or asked.state != "open":
            raise Fault({"": Message("OPINION", "Ý kiến này không chờ nữa.", "This opinion is not awaited.")})
        self.asked[opinion_id] = replace(asked, state="answered")
        name = asked.opinion.name
        self.tell(
            f"{asked.where.name} trả lời: {name.vi}.", f"{asked.where.name} answers: {name.en}.", tone="ok"
        )
        self._on_when_all_are_in()

    def wait(self, minutes: int) -> None:
        """The clock goes forward; what is due meanwhile fires in its order."""
        until = self.now + min(timedelta(minutes=max(minutes, 0)), FAR)
        for _ in range(MOST_MOVES):
            due = next((one for one in self.ahead() if one.at <= until), None)
            if due is None:
                break
            self.now = max(self.now, due.at)
            self.fired.add((due.kind, due.which, self._visit()))
            self._fire(due)
        self.now = until

    # --- what follows from them ----------------------------------------------------------------------

    def _accept(self) -> None:
        limit = self.compiled.limit(self.case.id)
        self.accepted_at = self.clock_from = self.now
        self.clock = Span(Decimal(limit.amount), worktime.Unit(limit.unit))
        self.due_at = worktime.due(self.now, self.clock, self.calendar)
        self.answer_due = None
        self.tell("Tiếp nhận, cấp giấy hẹn; thời hạn bắt đầu.", "Accepted; the clock starts.", tone="ok")

    def _leave(self, way: CompiledAction) -> None:
        left = self.step
        assert left is not None
        if self.paused_at is not None:
            self._resume()
        if way.to is None:
            self._end("done", "Đã trả kết quả; hồ sơ kết thúc.", "Handed over; the dossier ends.")
            return
        step = self.compiled.steps[way.to]
        if step.kind == "return" and not self.ended_at:
            self.ended_at = self.now
            late = self.late
            self.tell(
                "Có kết quả, " + ("trễ hạn." if late else "đúng hạn."),
                "The result is ready, " + ("late." if late else "on time."),
                tone="danger" if late else "ok",
            )
        elif step.kind != "return":
            self.ended_at = None
        self._arrive(step)

    def _arrive(self, step: CompiledStep, passed: int = 0) -> None:
        if passed > _AUTOMATIC_IN_A_ROW:
            self._end("stuck", "Các bước tự động đi vòng mãi.", "Automatic steps go round for ever.")
            return
        self.step, self.asked = step, {}
        self.visits += 1
        reading = in_case(step, self.case.id)
        title = step.step.title
        self.opened_at, self.post = self.now, reading.post
        if reading.skipped:
            self.tell(
                f"Bỏ qua bước “{title.vi}” trong trường hợp này.", f'"{title.en}" is left out.', step.id
            )
            self._pass_by(only_way_on(step), passed)
            return
        if step.kind == "automatic":
            way = next((way for way, open_ in self.ways() if open_), None)
            self.tell(f"Tự động: {title.vi}.", f"By itself: {title.en}.", step.id)
            self._pass_by(way, passed)
            return
        where = self.where_of(step)
        assert where is not None
        self.step_due = worktime.add_working_minutes(self.now, reading.minutes, where.calendar)
        self.tell(f"Đến bước “{title.vi}”, {where.name}.", f'Arrives at "{title.en}", {where.name}.', step.id)
        if step.step.opinions:
            self._ask(step)
        pauses = (step.consult and step.consult.pauses) or (step.step.external and step.step.external.pauses)
        if step.step.external is not None:
            self.step_due = self._days(step.step.external.days, where)
        if pauses:
            self._pause()

    def _pass_by(self, way: CompiledAction | None, passed: int) -> None:
        if way is None:
            self._end("stuck", "Không có đường đi tiếp từ bước này.", "There is no way on from this step.")
        elif way.to is None:
            self._end("done", "Hồ sơ kết thúc.", "The dossier ends.")
        else:
            self._arrive(self.compiled.steps[way.to], passed + 1)

    def _ask(self, step: CompiledStep) -> None:
        values = self._values()
        for opinion in step.step.opinions:
            if opinion.when is not None and not self._opinion_open(opinion, values):
                continue
            where = self.offices.named(opinion.agency, self._told_unit(opinion.by))
            self.asked[opinion.id] = Asked(opinion, where, self._days(opinion.days, where))
        if self.asked:
            self.step_due = max(asked.due_at for asked in self.asked.values())
        else:
            self._on_when_all_are_in()

    def _opinion_open(self, opinion: Opinion, values: Mapping[str, Any]) -> bool:
        assert opinion.when is not None
        names = environments(self.compiled.definition).workflow
        return expressions.compile(opinion.when, names, expressions.BOOL).holds(values)

    def _on_when_all_are_in(self) -> None:
        if any(asked.state == "open" for asked in self.asked.values()):
            return
        open_ = [way for way, is_open in self.ways() if is_open and way.kind == "forward"]
        if len(open_) == 1 and open_[0].when is None:
            self.tell("Đã đủ ý kiến; hồ sơ đi tiếp.", "All opinions are in; the dossier goes on.")
            self._leave(open_[0])

    def _pause(self) -> None:
        if self.paused_at is None and self.clock_from is not None and self.clock is not None:
            self.clock = worktime.remaining_after(self.clock_from, self.now, self.clock, self.calendar)
            self.paused_at = self.now
            self.tell("Đồng hồ tạm dừng.", "The clock rests.")

    def _resume(self) -> None:
        assert self.clock is not None
        self.clock_from, self.paused_at = self.now, None
        self.due_at = worktime.due(self.now, self.clock, self.calendar)
        self.tell("Đồng hồ chạy tiếp.", "The clock runs on.")

    def _end(self, how: str, vi: str, en: str) -> None:
        self.ended, self.ended_at = how, self.ended_at or self.now
        self.step, self.step_due, self.asked = None, None, {}
        self.tell(vi, en, tone="ok" if how == "done" else "warn")

    def _ahead(self) -> Iterable[Ahead]:
        if self.ended or self.step is None:
            return
        title = self.step.step.title
        candidates: list[Ahead] = []
        if self.answer_due is not None:
            candidates.append(
                Ahead(
                    self.answer_due,
                    "Quá hạn trả lời hồ sơ nộp trực tuyến.",
                    "The online filing is not answered.",
                    "answer",
                )
            )
        if self.due_at is not None and self.paused_at is None and self.ended_at is None:
            candidates.append(Ahead(self.due_at, "Hồ sơ quá hạn.", "The dossier is overdue.", "due"))
        for asked in self.asked.values():
            if asked.state == "open":
                name = asked.opinion.name
                candidates.append(
                    Ahead(
                        asked.due_at,
                        f"Hết hạn trả lời: {name.vi}.",
                        f"No answer in time: {name.en}.",
                        "silence",
                        asked.opinion.id,
                    )
                )
        if (
            self.step_due is not None
            and not self.asked
            and self.answer_due is None
            and self.step.kind != "return"
        ):
            kind = "silence" if self.step.consult or self.step.step.external else "step"
            candidates.append(
                Ahead(self.step_due, f"Bước “{title.vi}” quá giờ.", f'"{title.en}" is over its hours.', kind)
            )
            candidates += self._escalations(self.step)
        for one in candidates:
            if one.at >= self.now and (one.kind, one.which, self._visit()) not in self.fired:
                yield one

    def _escalations(self, step: CompiledStep) -> Iterable[Ahead]:
        where = self.where
        assert where is not None and self.step_due is not None
        for number, one in enumerate(step.step.escalate):
            at = worktime.add_working_minutes(self.step_due, round(one.hours * 60), where.calendar)
            vi, en = {
                "remind": ("Nhắc người đang giữ việc.", "Whoever has the work is reminded."),
                "report": (f"Báo cáo lên {one.to}.", f"Reported to {one.to}."),
                "hand_over": (f"Chuyển việc cho {one.to}.", f"Handed over to {one.to}."),
            }[one.do]
            yield Ahead(at, vi, en, one.do, str(number))

    def _fire(self, due: Ahead) -> None:
        tone = "danger" if due.kind in {"due", "answer"} else "warn"
        self.tell(due.vi, due.en, self.step.id if self.step else "", tone)
        if due.kind == "hand_over" and self.step is not None:
            self.post = self.step.step.escalate[int(due.which)].to or self.post
        if due.kind == "silence":
            self._silent(due.which)

    def _silent(self, opinion_id: str) -> None:
        assert self.step is not None
        if opinion_id:
            asked = self.asked[opinion_id]
            rule, state = asked.opinion.silence, {"agree": "agreed", "report": "reported"}
            if rule in state:
                self.asked[opinion_id] = replace(asked, state=state[rule])
            self._told_silence(rule)
            self._on_when_all_are_in()
            return
        asked_one = self.step.consult or self.step.step.external
        assert asked_one is not None
        self._told_silence(asked_one.silence)
        if asked_one.silence != "remind" and (way := only_way_on(self.step)) is not None:
            self._leave(way)

    def _told_silence(self, rule: str) -> None:
        vi, en = {
            "remind": ("Nhắc và chờ tiếp.", "They are reminded; we wait."),
            "agree": ("Im lặng được coi là đồng ý.", "Silence counts as agreement."),
            "report": ("Đi tiếp không chờ, báo cáo lãnh đạo nơi đó.", "We go on; their leader is told."),
        }[rule]
        self.tell(vi, en)

    def _visit(self) -> str:
        return str(self.visits)

    def _days(self, days: int, where: Where) -> datetime:
        return worktime.add_working_minutes(self.now, days * 480, where.calendar)

    def _values(self) -> dict[str, Any]:
        return self.compiled.values(self.opening.answers, self.context)

    def _told_unit(self, name: str | None) -> str | None:
        told = self.opening.answers.get(name) if name else None
        return told.get("unit") if isinstance(told, Mapping) else told

    def where_of(self, step: CompiledStep) -> Where:
        if step.consult is not None:
            return self.offices.named(step.consult.agency, self._told_unit(step.consult.by))
        agency = in_case(step, self.case.id).agency
        known = {"intake": self.offices.intake, "competent": self.offices.competent}
        return known.get(agency) or self.offices.named(agency, None)

    def tell(self, vi: str, en: str, step: str = "", tone: str = "plain") -> None:
        self.log.append(Happened(self.now, vi, en, step, tone))


def run(compiled: CompiledProcedure, offices: Offices, opening: Opening, moves: Iterable[Move] = ()) -> Trial:
    """The made-up dossier after all moves. Raises Fault when one cannot be made."""
    context = Context(
        today=opening.at.astimezone(worktime.VN).date(), channel=opening.channel, applicant=opening.applicant
    )
    case = compiled.case_for(opening.answers, context)
    trial = Trial(compiled, offices, opening, case, opening.at)
    trial.open()
    for move in list(moves)[:MOST_MOVES]:
        _make(trial, move)
    return trial


def tried(
    compiled: CompiledProcedure, offices: Offices, opening: Opening, moves: Iterable[Move]
) -> tuple[Trial, tuple[Move, ...]]:
    """As `run`, for moves kept while the definition went on changing: from the first that fails they are dropped."""
    good = list(moves)[:MOST_MOVES]
    trial = run(compiled, offices, opening)
    for number, move in enumerate(good):
        try:
            _make(trial, move)
        except Fault:
            good = good[:number]
            return run(compiled, offices, opening, good), tuple(good)
    return trial, tuple(good)


def _make(trial: Trial, move: Move) -> None:
    if move.do == "act":
        trial.act(move.which, move.fields)
    elif move.do == "answer":
        trial.answer(move.which)
    elif move.do == "wait":
        trial.wait(move.minutes)
