"""Figures of processes as rows, cards and words of pages. No query."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from motcua.insight import reading as months_of
from motcua.insight.process import telling
from motcua.insight.process.measuring import opinion_step
from motcua.insight.process.reading import Flow, Going, StepSum
from motcua.insight.process.replay import Design, kind_of_way
from motcua.insight.process.telling import StepName, percent, span
from motcua.procedures.bpmn.drawing import in_order
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compiled import CompiledProcedure
from motcua.procedures.definition.workflow import END
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.console.leader import Leader
from motcua.sites.console.process_filters import Chosen
from motcua.sites.console.process_picture import tree_of
from motcua.sites.shell.language import pick
from motcua.sites.shell.wording import number_words

NONE = "—"
A_DAY = 480
MARKS = {
    "back": ("Bị trả lại để làm lại", "Sent back for rework"),
    "supplemented": ("Yêu cầu người dân bổ sung", "Owner asked for a supplement"),
    "undone": ("Chuyển nhầm, đã thu hồi", "Passed on by mistake, taken back"),
    "corrected": ("Mở lại để sửa kết quả", "Opened again to correct the result"),
    "handed_over": (
        "Chuyển cho người khác vì để quá lâu",
        "Handed to another officer after waiting too long",
    ),
    "skipped": ("Bỏ qua bước theo trường hợp", "Steps left out, as the case allows"),
    "unforeseen": ("Đi đường mà thiết kế không có", "Went a way that the design does not have"),
}
ENDINGS = {
    "done": ("có kết quả", "result issued"),
    "refused": ("từ chối", "refused"),
    "withdrawn": ("rút hồ sơ", "withdrawn"),
    "stopped": ("dừng", "stopped"),
    "expired": ("quá hạn bổ sung", "supplement never came"),
}
OUTSIDE = {
    "ask-supplement": ("Yêu cầu bổ sung", "Supplement asked"),
    "confirm-supplement": ("Xác nhận đã bổ sung", "Supplement confirmed"),
    "withdraw": ("Người dân rút hồ sơ", "Withdrawn by the owner"),
    "stop": ("Dừng theo đề nghị", "Stopped on request"),
    "expired": ("Không bổ sung trong hạn", "Supplement never came"),
    "refuse": ("Từ chối", "Refused"),
    "correct": ("Mở lại để sửa", "Opened again to correct"),
    "withdrawn": ("Người dân rút hồ sơ", "Withdrawn by the owner"),
    "stopped": ("Dừng theo đề nghị", "Stopped on request"),
}
TONES = {
    "ok": ("Trong định mức", "Within its hours"),
    "warn": ("Có lượt quá định mức", "Some late"),
    "danger": ("Nhiều lượt quá định mức", "Many late"),
    "quiet": ("Ít số liệu", "Few figures"),
}


def step_names(compiled: CompiledProcedure) -> dict[str, StepName]:
    """Steps and opinions of a version by the names under which they are counted."""
    found = {}
    for step in compiled.steps.values():
        title = step.step.title
        found[step.id] = StepName(title.vi, title.en, step.minutes)
        for one in step.step.opinions:
            name = StepName(f"{title.vi}: {one.name.vi}", f"{title.en}: {one.name.en}", one.days * A_DAY)
            found[opinion_step(step.id, one.id)] = name
    return found


def words_of(name: StepName | None, otherwise: str) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en} if name else {"vi": otherwise, "en": otherwise}


def ranking(found: Mapping[str, Flow], chosen: Chosen) -> list[dict[str, Any]]:
    """Procedures, the one that loses most time first."""
    rows = []
    for code, flow in sorted(found.items(), key=lambda item: (-item[1].over, -item[1].waiting, item[0])):
        name = chosen.city.procedures[code]
        rows.append(
            {
                "code": code,
                "name": name.short,
                "href": f"{reverse('console:process', args=[code])}?{chosen.query()}",
                "over": span(flow.over) if flow.over else NONE,
                "ended": flow.ended,
                "late": percent(flow.late_share) if flow.late_share is not None else NONE,
                "late_tone": _share_tone(flow.late_share, flow.visits),
                "waiting": percent(flow.waiting_share) if flow.waiting_share is not None else NONE,
                "straight": percent(flow.straight_share) if flow.straight_share is not None else NONE,
                "back": flow.back,
            }
        )
    return rows


def totals(flows: Iterable[Flow]) -> dict[str, Any]:
    """All procedures together, for the sentence above the ranking."""
    whole = Flow(sum((flow.of for flow in flows), Counter()))
    return {
        "over": span(whole.over),
        "ended": whole.ended,
        "straight": percent(whole.straight_share) if whole.straight_share is not None else None,
    }


def _share_tone(share: float | None, visits: int) -> str:
    if share is None or visits < telling.ENOUGH:
        return ""
    if share >= telling.LATE_DANGER:
        return "danger"
    return "warn" if share >= telling.LATE_WARN else "ok"


def cards(flow: Flow) -> list[dict[str, Any]]:
    """The key figures of one procedure."""
    ended = flow.ended
    mean = span(flow.minutes / ended) if ended else NONE
    lost = span(flow.over / ended) if ended else span(flow.over)
    return [
        {"label": {"vi": "Hồ sơ đã kết thúc", "en": "Dossiers that ended"}, "value": number_words(ended)},
        {
            "label": {"vi": "Đi thẳng như thiết kế", "en": "Straight, as designed"},
            "value": _pick(percent(flow.straight_share)) if flow.straight_share is not None else NONE,
        },
        {
            "label": {"vi": "Từ nộp đến xong, trung bình", "en": "Filing to end, on average"},
            "value": _pick(mean),
            "note": {"vi": "giờ làm việc, ngày 8 giờ", "en": "working time, days of 8 hours"},
        },
        {
            "label": {"vi": "Thời gian là chờ đợi", "en": "Of the time, waiting"},
            "value": _pick(percent(flow.waiting_share)) if flow.waiting_share is not None else NONE,
            "note": {"vi": "không ai đang xử lý", "en": "nobody works on it"},
        },
        {
            "label": {"vi": "Quá định mức, mỗi hồ sơ", "en": "Past the hours, a dossier"},
            "value": _pick(lost),
        },
    ]


def _pick(words: Any) -> str:
    return pick(words)


def steps(
    found: Mapping[str, StepSum],
    compiled: CompiledProcedure,
    names: Mapping[str, StepName],
    chosen: Chosen,
    code: str,
    *,
    links: bool,
) -> list[dict[str, Any]]:
    """The table beside the diagram, in the order of the workflow, opinions behind their step."""
    order = list[str]()
    for step in in_order(tree_of(compiled)):
        order += [step, *(name for name in names if name.startswith(f"{step}/"))]
    order += sorted(set(found) - set(order))
    rows = []
    for step in order:
        told, name = found.get(step, StepSum()), names.get(step)
        if step not in found and (name is None or compiled.steps.get(step, None) is None):
            continue
        href = ""
        if links and told.late:
            here = reverse("console:process-dossiers", args=[code])
            href = f"{here}?{chosen.query(buoc=step)}"
        tone = telling.tone(told)
        owner = step in compiled.steps and compiled.steps[step].kind == "return"
        rows.append(
            {
                "id": step,
                "name": words_of(name, step),
                "hours": span(name.minutes) if name and name.minutes else NONE,
                "visits": told.visits,
                "waiting": span(told.mean_waiting) if told.visits and not owner else NONE,
                "owner": span(told.owner_waiting / told.visits) if told.owner_waiting else None,
                "working": span(told.mean_working) if told.visits and not owner else NONE,
                "p50": span(told.p50) if told.p50 is not None and not owner else NONE,
                "p90": span(told.p90) if told.p90 is not None and not owner else NONE,
                "long": bool(name and name.minutes and told.p90 and told.p90 > name.minutes),
                "late": percent(told.late_share) if told.visits and not owner else NONE,
                "tone": tone if told.visits else "",
                "tone_words": dict(zip(("vi", "en"), TONES[tone], strict=True)),
                "reworked": told.reworked,
                "open": told.open,
                "href": href,
            }
        )
    return rows


def ways_back(ways: Mapping[tuple[str, str, str], int], design: Design) -> dict[tuple[str, str], int]:
    """How often work went back from a step to another, by the ways that the design has for it."""
    found = Counter[tuple[str, str]]()
    for (step, action, reached), n in ways.items():
        if kind_of_way(step, action, reached, design) == "back":
            found[step, reached] += n
    return dict(found)


def passages(
    ways: Mapping[tuple[str, str, str], int],
    compiled: CompiledProcedure,
    design: Design,
    names: Mapping[str, StepName],
) -> list[dict[str, Any]]:
    """Every passage with its number, the most frequent first; what the design does not have is marked."""
    rows = []
    for (step, action, reached), n in sorted(ways.items(), key=lambda item: (-item[1], item[0])):
        kind = kind_of_way(step, action, reached, design)
        known = compiled.transition(step, action)
        label = known.action.label if known else None
        if label is not None:
            words = {"vi": label.vi, "en": label.en}
        elif action in OUTSIDE:
            words = dict(zip(("vi", "en"), OUTSIDE[action], strict=True))
        else:
            words = {"vi": "Chuyển tiếp", "en": "Passed on"}
        end = {"vi": "Kết thúc", "en": "End"}
        rows.append(
            {
                "from": words_of(names.get(step), step),
                "to": end if reached == END else words_of(names.get(reached), reached),
                "action": words,
                "kind": kind,
                "n": n,
            }
        )
    return rows


def paths(
    found: Sequence[Going],
    flow: Flow,
    names: Mapping[str, StepName],
    chosen: Chosen,
    code: str,
    *,
    links: bool,
) -> list[dict[str, Any]]:
    """The ways most gone, as steps in words."""
    rows = []
    for going in found:
        seen = Counter[str]()
        shown = []
        for step in going.steps:
            seen[step] += 1
            shown.append({"name": words_of(names.get(step), step), "again": seen[step] > 1})
        href = f"{reverse('console:process-dossiers', args=[code])}?{chosen.query(duong=going.path_id)}"
        rows.append(
            {
                "steps": shown,
                "ending": dict(zip(("vi", "en"), ENDINGS.get(going.ending, ("", "")), strict=True)),
                "n": going.dossiers,
                "share": percent(going.dossiers / flow.ended) if flow.ended else NONE,
                "mean": span(going.minutes),
                "href": href if links else "",
            }
        )
    return rows


def marks(flow: Flow) -> list[dict[str, Any]]:
    """What stood between dossiers and the straight way, with how many it met."""
    return [
        {
            "label": {"vi": vi, "en": en},
            "n": flow.of[name],
            "share": percent(flow.of[name] / flow.ended) if flow.ended else NONE,
        }
        for name, (vi, en) in MARKS.items()
        if flow.of[name]
    ]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency at the step that loses most time."""

    name: Mapping[str, str]
    told: StepSum
    visits: int
    waiting: Any
    whole: Any
    late: Any
    tone: str


def by_agency(found: Mapping[int, StepSum], chosen: Chosen) -> list[AgencyRow]:
    """Agencies at one step, the slowest first; those with too few stays are left out, they would say nothing."""
    rows = []
    for agency, told in found.items():
        if told.visits < telling.ENOUGH:
            continue
        named = chosen.city.agencies.get(agency)
        words = named.short if named else {"vi": str(agency), "en": str(agency)}
        rows.append(
            AgencyRow(
                words, told, told.visits, span(told.mean_waiting), span(told.mean_whole),
                percent(told.late_share), telling.tone(told),
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.visits < telling.ENOUGH, -row.told.mean_whole, row.name["vi"]))


def trend(found: Mapping[date, Flow], chosen: Chosen) -> list[tuple[str, float]]:
    """Hours past their steps that a dossier lost, month by month; none when nothing ended."""
    points = []
    for month in months_of.month_range(months_of.later(chosen.month, -11), chosen.month):
        flow = found.get(month)
        hours = flow.over / flow.ended / 60 if flow and flow.ended else 0.0
        points.append((f"{month:%m/%y}", round(hours, 1)))
    return points if any(value for _, value in points) else []


def slow_title(step: str, code: str, now: datetime) -> dict[str, str]:
    """The title of the list of what went past a step's hours. One query, none once the version is known."""
    version = publishing.version_for(code, now)
    name = step_names(compiled_version(version.id)).get(step) if version else None
    words = words_of(name, step)
    return {"vi": f"Quá định mức ở bước {words['vi']}", "en": f"Past the hours of {words['en']}"}


def dossiers(
    found: Sequence[tuple[Dossier, int | None]], leader: Leader, chosen: Chosen
) -> list[dict[str, Any]]:
    """The rows of a list of dossiers; names where the powers allow."""
    rows = []
    for dossier, over in found:
        agency = chosen.city.agencies.get(dossier.competent_agency_id)
        may_see = leader.powers.holds(
            "see_person", dossier.procedure_code, dossier.field_key, dossier.competent_agency_id
        )
        rows.append(
            {
                "code": dossier.code,
                "agency": agency.short if agency else dossier.competent_agency,
                "status": dossier.status,
                "submitted_at": dossier.submitted_at,
                "ended_at": dossier.ended_at,
                "owner": dossier.owner_name if may_see else "",
                "over": span(over) if over is not None else None,
            }
        )
    return rows
