"""A made-up dossier on its way: replayed from its opening and the moves made, so that any move can be taken back.

What a move means is what it means for a real dossier; who would do it, and what would fire meanwhile, is told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from motcua.foundation import worktime
from motcua.foundation.worktime import Calendar, Span

from ..binding import STANCES, Context
from ..compiled import CompiledAction, CompiledOpinion, CompiledProcedure, CompiledStep
from ..definition import Case
from ..forms import Message, validate_step
from . import supplement as rounds
from .shapes import Ahead, Asked, Fault, Happened, Move, Offices, Opening, Supplement, Where

MOST_MOVES = 200
FAR = timedelta(days=400)
"""A clock is set forward by no more than this at once."""
STANCE_WORDS = {
    "agree": ("đồng ý", "agrees"),
    "conditions": ("đồng ý có điều kiện", "agrees on conditions"),
    "object": ("không đồng ý", "objects"),
}


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
    supplement: Supplement | None = None
    supplements: int = 0
    asked_after_acceptance: bool = False

    @property
    def calendar(self) -> Calendar:
        return self.offices.competent.calendar

    @property
    def where(self) -> Where | None:
        """Where the present step is done."""
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

    def ways(
        self, entered: Mapping[str, Any] | None = None, *, through: bool = False
    ) -> tuple[tuple[CompiledAction, bool], ...]:
        """The ways out of the present step and whether each is open, with what the officer has entered so far.

        None while a supplement is open, unless `through`: which way it will go on.
        """
        if self.step is None or self.ended or (self.supplement is not None and not through):
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
        self.post = start.post_in(self.case.id)
        if opening.channel == "online":
            hours = worktime.working_hours(definition.supplement.answer_within_hours)
            self.answer_due = worktime.due(self.now, hours, self.offices.intake.calendar)
            self.step_due = self.answer_due
        else:
            self._arrive(start)

    def make(self, move: Move) -> None:
        """One thing that somebody does. Raises Fault."""
        if move.do == "act":
            self.act(move.which, move.fields)
        elif move.do == "answer":
            self.answer(move.which, str(move.fields.get("stance") or "agree"))
        elif move.do == "wait":
            self.wait(move.minutes)
        elif move.do in rounds.MOVES:
            rounds.MOVES[move.do](self)

    def act(self, way_id: str, fields: Mapping[str, Any]) -> None:
        """Leave the present step. Raises Fault."""
        step = self.step
        if step is None or self.ended:
            raise Fault({"": Message("ENDED", "Hồ sơ đã kết thúc.", "The dossier has ended.")})
        if self.supplement is not None:
            raise Fault({"": Message("WAITS", "Hồ sơ đang chờ bổ sung.", "A supplement is open.")})
        if step.fields:
            merged = {**self.officer, **fields}
            checked = validate_step(
                self.compiled, step.id, merged, answers=self.opening.answers, context=self.context
            )
            if checked.errors:
                raise Fault(checked.errors)
            self.officer.update(checked.clean)
        way = next((way for way, open_ in self.ways() if way.id == way_id and open_), None)
        if way is not None and self._held_up(way):
            raise Fault(
                {"": Message("WAITS", "Chưa đủ ý kiến: phải chờ.", "Opinions are missing: wait for them.")}
            )
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
        self.leave(way)

    def answer(self, opinion_id: str, stance: str) -> None:
        """An opinion comes in, in its days or late. Raises Fault."""
        asked = self.asked.get(opinion_id)
        if asked is None or asked.state == "answered" or stance not in STANCES[:3]:
            raise Fault({"": Message("OPINION", "Ý kiến này không chờ nữa.", "This opinion is not awaited.")})
        self.asked[opinion_id] = replace(asked, state="answered")
        self.officer[opinion_id] = stance
        name = asked.opinion.name
        self.tell(
            f"{asked.where.name} trả lời ({STANCE_WORDS[stance][0]}): {name.vi}.",
            f"{asked.where.name} answers ({STANCE_WORDS[stance][1]}): {name.en}.",
            tone="ok",
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
            self.fired.add((due.kind, due.which, str(self.visits)))
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

    def leave(self, way: CompiledAction) -> None:
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

    def _arrive(self, step: CompiledStep) -> None:
        """Past the steps that nobody does, to the one where the dossier stops; as `dossiers.changes.arriving`."""
        for _ in range(len(self.compiled.steps) + 1):
            self.step, self.asked, self.opened_at = step, {}, self.now
            self.visits += 1
            said = {one.id for one in step.opinions}
            self.officer = {name: value for name, value in self.officer.items() if name not in said}
            asked = [one for one in step.opinions if one.when is None or one.when.holds(self._values())]
            passed = self._passed(step, asked)
            if passed is None:
                self._stop(step, asked)
                return
            why_vi, why_en, way = passed
            title = step.step.title
            self.tell(f"{why_vi}: {title.vi}.", f"{why_en}: {title.en}.", step.id)
            if way is None:
                break
            if way.to is None:
                self._end("done", "Hồ sơ kết thúc.", "The dossier ends.")
                return
            step = self.compiled.steps[way.to]
        self._end("stuck", "Không có đường đi tiếp từ bước này.", "There is no way on from this step.")

    def _passed(
        self, step: CompiledStep, asked: Sequence[CompiledOpinion]
    ) -> tuple[str, str, CompiledAction | None] | None:
        """Why a dossier does not stop at the step, and by which way it goes on; None when it stops."""
        if step.skipped_in(self.case.id):
            return "Bỏ qua trong trường hợp này", "Left out in this case", step.onward
        if step.kind == "automatic":
            return "Tự động", "By itself", next((way for way, is_open in self.ways() if is_open), None)
        if step.opinions and not asked and (way := self._only_way(step)) is not None:
            return "Không phải hỏi ai", "Nobody has to be asked", way
        return None

    def _stop(self, step: CompiledStep, asked: Sequence[CompiledOpinion]) -> None:
        before, self.post = self.post, step.post_in(self.case.id)
        if step.opinions and not self.post:
            self.post = before
        where, title = self.where_of(step), step.step.title
        minutes = step.minutes_in(self.case.id)
        if step.opinions:  # only those asked are waited for
            longest = max(one.minutes for one in step.opinions)
            minutes += max((one.minutes for one in asked), default=0) - longest
        self.step_due = worktime.add_working_minutes(self.now, minutes, where.calendar)
        self.tell(f"Đến bước “{title.vi}”, {where.name}.", f'Arrives at "{title.en}", {where.name}.', step.id)
        for one in asked:
            at = self.offices.named(one.opinion.agency, self._told_unit(one.opinion.by))
            due = worktime.add_working_minutes(self.now, one.minutes, at.calendar)
            self.asked[one.id] = Asked(one.opinion, at, due)
        if step.pauses:
            self.rest()

    def _only_way(self, step: CompiledStep) -> CompiledAction | None:
        """The way by which a step leaves by itself: the only one open, unconditional, forward, nothing to enter."""
        open_ = [way for way, is_open in self.ways() if is_open]
        if step.fields or step.step.checklist or len(open_) != 1:
            return None
        way = open_[0]
        return way if way.when is None and way.kind == "forward" and not way.action.needs_note else None

    def _on_when_all_are_in(self) -> None:
        if self.step is None or any(asked.state == "open" for asked in self.asked.values()):
            return
        if (way := self._only_way(self.step)) is not None:
            self.tell("Đã đủ ý kiến; hồ sơ đi tiếp.", "All opinions are in; the dossier goes on.")
            self.leave(way)

    def _held_up(self, way: CompiledAction) -> bool:
        """Whether a body whose silence does not let the step go on has not answered yet."""
        waiting = (one for one in self.asked.values() if one.state == "open")
        return way.kind == "forward" and any(one.opinion.silence == "remind" for one in waiting)

    def rest(self) -> None:
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
        self.step, self.step_due, self.asked, self.supplement = None, None, {}, None
        self.tell(vi, en, tone="ok" if how == "done" else "warn")

    def _ahead(self) -> Iterator[Ahead]:
        if self.ended or self.step is None:
            return
        usual = () if self.supplement else (*self._clocks(), *self._silences(), *self._escalations(self.step))
        for one in (*usual, *rounds.ahead(self)):
            if one.at >= self.now and (one.kind, one.which, str(self.visits)) not in self.fired:
                yield one

    def _clocks(self) -> Iterator[Ahead]:
        assert self.step is not None
        if self.answer_due is not None:
            vi, en = "Quá hạn trả lời hồ sơ nộp trực tuyến.", "The online filing is not answered in time."
            yield Ahead(self.answer_due, vi, en, "answer")
        if self.due_at is not None and self.paused_at is None and self.ended_at is None:
            yield Ahead(self.due_at, "Hồ sơ quá hạn.", "The dossier is overdue.", "due")
        asks = self.asked or self.step.consult or self.step.step.external
        if self.step_due is not None and self.answer_due is None and self.step.kind != "return" and not asks:
            title = self.step.step.title
            vi, en = f"Bước “{title.vi}” quá giờ.", f'"{title.en}" is over its hours.'
            yield Ahead(self.step_due, vi, en, "step")

    def _silences(self) -> Iterator[Ahead]:
        assert self.step is not None
        for asked in self.asked.values():
            if asked.state == "open":
                name = asked.opinion.name
                vi, en = f"Hết hạn trả lời: {name.vi}.", f"No answer in time: {name.en}."
                yield Ahead(asked.due_at, vi, en, "silence", asked.opinion.id)
        if (self.step.consult or self.step.step.external) and self.step_due is not None:
            where = self.where_of(self.step)
            yield Ahead(
                self.step_due,
                f"Hết hạn trả lời: {where.name}.",
                f"No answer in time: {where.name}.",
                "silence",
            )

    def _escalations(self, step: CompiledStep) -> Iterator[Ahead]:
        if self.step_due is None or self.answer_due is not None:
            return
        where = self.where_of(step)
        for number, one in enumerate(step.escalate):
            at = worktime.add_working_minutes(self.step_due, round(one.hours * 60), where.calendar)
            vi, en = {
                "remind": ("Nhắc người đang giữ việc.", "Whoever has the work is reminded."),
                "report": ("Báo cáo lên {}.", "Reported to: {}."),
                "hand_over": ("Chuyển việc cho {}.", "Handed over to: {}."),
            }[one.do]
            vi_post, en_post = self.offices.posts.get(one.to or "", (one.to or "", one.to or ""))
            # What lies before the arrival fires at once.
            yield Ahead(
                max(at, self.opened_at or at), vi.format(vi_post), en.format(en_post), one.do, str(number)
            )

    def _fire(self, due: Ahead) -> None:
        tone = "danger" if due.kind in {"due", "answer"} else "warn"
        self.tell(due.vi, due.en, self.step.id if self.step else "", tone)
        if due.kind == "hand_over" and self.step is not None:
            self.post = self.step.step.escalate[int(due.which)].to or self.post
        if due.kind == "silence":
            self._silent(due.which)
        if due.kind == "supplement":
            self._end("expired", "Hồ sơ dừng giải quyết, có thông báo.", "Stopped, with a notice.")

    def _silent(self, opinion_id: str) -> None:
        assert self.step is not None
        if opinion_id:
            asked = self.asked[opinion_id]
            rule = asked.opinion.silence
            if rule != "remind":
                state, stance = ("agreed", "agree") if rule == "agree" else ("reported", "silent")
                self.asked[opinion_id] = replace(asked, state=state)
                self.officer[opinion_id] = stance
            self._told_silence(rule)
            self._on_when_all_are_in()
            return
        asked_one = self.step.consult or self.step.step.external
        assert asked_one is not None
        self._told_silence(asked_one.silence)
        if asked_one.silence != "remind" and (way := self.step.onward) is not None:
            self.leave(way)

    def _told_silence(self, rule: str) -> None:
        vi, en = {
            "remind": ("Nhắc và chờ tiếp.", "They are reminded; we wait."),
            "agree": ("Im lặng được coi là đồng ý.", "Silence counts as agreement."),
            "report": ("Đi tiếp không chờ, báo cáo lãnh đạo nơi đó.", "We go on; their leader is told."),
        }[rule]
        self.tell(vi, en)

    def _values(self) -> dict[str, Any]:
        return self.compiled.values(self.opening.answers, self.context)

    def _told_unit(self, name: str | None) -> str | None:
        told = self.opening.answers.get(name) if name else None
        return told.get("unit") if isinstance(told, Mapping) else told

    def where_of(self, step: CompiledStep) -> Where:
        if step.consult is not None:
            return self.offices.named(step.consult.agency, self._told_unit(step.consult.by))
        agency = step.agency_in(self.case.id)
        known = {"intake": self.offices.intake, "competent": self.offices.competent}
        return known.get(agency) or self.offices.named(agency, None)

    def tell(self, vi: str, en: str, step: str = "", tone: str = "plain") -> None:
        self.log.append(Happened(self.now, vi, en, step, tone))


def run(
    compiled: CompiledProcedure,
    offices: Offices,
    opening: Opening,
    moves: Iterable[Move] = (),
) -> Trial:
    """The made-up dossier after all moves. Raises Fault when one cannot be made."""
    context = Context(
        today=opening.at.astimezone(worktime.VN).date(), channel=opening.channel, applicant=opening.applicant
    )
    case = compiled.case_for(opening.answers, context)
    trial = Trial(compiled, offices, opening, case, opening.at)
    trial.open()
    for move in list(moves)[:MOST_MOVES]:
        trial.make(move)
    return trial


def tried(
    compiled: CompiledProcedure, offices: Offices, opening: Opening, moves: Iterable[Move]
) -> tuple[Trial, tuple[Move, ...]]:
    """As `run`, for moves kept while the definition went on changing: from the first that fails they are dropped."""
    good = list(moves)[:MOST_MOVES]
    trial = run(compiled, offices, opening)
    for number, move in enumerate(good):
        try:
            trial.make(move)
        except Fault:
            good = good[:number]
            return run(compiled, offices, opening, good), tuple(good)
    return trial, tuple(good)
