"""What a process shows, in words: where dossiers wait longest, where they are late, what comes back. No query."""

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.insight.process.reading import Flow, StepSum

ENOUGH = 5
"""Fewer stays than this are chance, and are not spoken of."""
A_DAY = 480
LATE_WARN, LATE_DANGER = 0.05, 0.15
"""Shares of stays past their hours from which a step is coloured; our own rule."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and how grave it is: ok, warn or danger."""

    vi: str
    en: str
    tone: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class StepName:
    """A step in both languages, with its designed working minutes (0: none)."""

    vi: str
    en: str
    minutes: int


def span(minutes: float) -> dict[str, str]:
    """Working minutes in words: minutes, hours of a working day, or working days of eight hours."""
    if minutes < 60:
        whole = round(minutes)
        return {"vi": f"{whole}\u00a0phút", "en": f"{whole}\u00a0min"}
    if minutes < A_DAY:
        return _with(minutes / 60, "giờ", "h")
    return _with(minutes / A_DAY, "ngày", "days")


def _with(value: float, vi: str, en: str) -> dict[str, str]:
    shown = f"{value:,.1f}".removesuffix(".0")
    one = en.removesuffix("s") if shown == "1" else en
    return {"vi": f"{_vietnamese(shown)}\u00a0{vi}", "en": f"{shown}\u00a0{one}"}


def _vietnamese(number: str) -> str:
    return number.translate(str.maketrans(",.", ".,"))


def percent(share: float) -> dict[str, str]:
    """A share in whole per cent, with one decimal below one."""
    value = share * 100
    shown = f"{value:.1f}" if 0 < value < 1 else f"{value:.0f}"
    return {"vi": f"{_vietnamese(shown)}\u00a0%", "en": f"{shown}%"}


def tone(step: StepSum) -> str:
    """The colour of a step: how many of its stays go past its hours. Too few say nothing."""
    if step.visits < ENOUGH:
        return "quiet"
    if step.late_share >= LATE_DANGER:
        return "danger"
    return "warn" if step.late_share >= LATE_WARN else "ok"


def bottleneck(steps: Mapping[str, StepSum], names: Mapping[str, StepName]) -> str:
    """The step at which most time past its hours is lost, or where dossiers wait longest when none is late."""
    known = [step for step in steps if step in names and names[step].minutes and steps[step].visits >= ENOUGH]
    if not known:
        return ""
    return max(known, key=lambda step: (steps[step].over, steps[step].mean_waiting, step))


def sentences(
    flow: Flow,
    steps: Mapping[str, StepSum],
    ways_back: Mapping[tuple[str, str], int],
    names: Mapping[str, StepName],
    agencies: Mapping[str, StepSum],
) -> list[Sentence]:
    """What to know, the gravest first. `ways_back`: how often work went back from a step to another; `agencies`:
    the bottleneck by the name of the agency that does it."""
    found = list[Sentence]()
    worst = bottleneck(steps, names)
    if worst:
        found.append(_longest(worst, steps[worst], names[worst]))
        if place := _slowest(agencies, names[worst]):
            found.append(place)
    later = [
        step
        for step in sorted(steps, key=lambda step: -steps[step].late_share)
        if step in names and step != worst and tone(steps[step]) == "danger"
    ]
    if later:
        step = later[0]
        share, name = percent(steps[step].late_share), names[step]
        found.append(
            Sentence(
                f"Bước {name.vi}: {share['vi']} lượt quá định mức {span(name.minutes)['vi']}.",
                f"{name.en}: {share['en']} of stays went past their {span(name.minutes)['en']}.",
                "danger", step,
            )
        )  # fmt: skip
    found += _rework(flow, ways_back, names)
    if flow.straight_share is not None and flow.ended >= ENOUGH:
        share = percent(flow.straight_share)
        found.append(
            Sentence(
                f"{share['vi']} hồ sơ đã kết thúc đi thẳng theo quy trình thiết kế ({_n(flow.straight)} trên "
                f"{_n(flow.ended)}).",
                f"{share['en']} of the dossiers that ended went straight, as designed ({flow.straight} of "
                f"{flow.ended}).",
                "ok" if flow.straight_share >= 0.9 else "",
            )
        )  # fmt: skip
    return found


def _longest(step: str, told: StepSum, name: StepName) -> Sentence:
    waiting, hours, share = span(told.mean_waiting), span(name.minutes), percent(told.late_share)
    if not told.over:
        return Sentence(
            f"Không bước nào quá định mức. Hồ sơ chờ lâu nhất ở bước {name.vi}: trung bình {waiting['vi']}, "
            f"định mức {hours['vi']}.",
            f"No step goes past its hours. Dossiers wait longest at {name.en}: {waiting['en']} on average, "
            f"{hours['en']} designed.",
            "ok", step,
        )  # fmt: skip
    lost = span(told.over)
    whole = span(told.mean_whole)
    return Sentence(
        f"Mất nhiều thời gian nhất ở bước {name.vi}: trung bình {whole['vi']}, trong đó chờ {waiting['vi']}; định mức "
        f"{hours['vi']}. {share['vi']} lượt quá định mức, cộng lại {lost['vi']} làm việc.",
        f"Most time is lost at {name.en}: {whole['en']} on average, of which {waiting['en']} waiting; {hours['en']} "
        f"designed. {share['en']} of stays are late, {lost['en']} of work time together.",
        tone(told) if tone(told) != "quiet" else "", step,
    )  # fmt: skip


def _slowest(agencies: Mapping[str, StepSum], name: StepName) -> Sentence | None:
    enough = {agency: told for agency, told in agencies.items() if told.visits >= ENOUGH}
    if len(enough) < 2:
        return None
    agency = max(enough, key=lambda one: enough[one].mean_whole)
    told = enough[agency]
    whole, hours = span(told.mean_whole), span(name.minutes)
    return Sentence(
        f"Lâu nhất tại {agency}: trung bình {whole['vi']}, định mức {hours['vi']} ({_n(told.visits)} lượt).",
        f"Slowest at {agency}: {whole['en']} on average, {hours['en']} designed ({told.visits} stays).",
        "danger" if told.mean_whole > name.minutes else "",
    )


def _rework(
    flow: Flow, ways_back: Mapping[tuple[str, str], int], names: Mapping[str, StepName]
) -> list[Sentence]:
    if not flow.back or not flow.ended:
        return []
    share = percent(flow.back / flow.ended)
    vi, en = (
        f"{share['vi']} hồ sơ bị trả lại để làm lại",
        f"{share['en']} of dossiers were sent back for rework",
    )
    known = {way: n for way, n in ways_back.items() if way[0] in names and way[1] in names}
    if known:
        (left, reached), n = max(known.items(), key=lambda item: item[1])
        vi += f", nhiều nhất từ {names[left].vi} về {names[reached].vi} ({_n(n)} lần)"
        en += f", most from {names[left].en} to {names[reached].en} ({n} times)"
    return [Sentence(f"{vi}.", f"{en}.", "warn" if flow.back / flow.ended >= 0.05 else "")]


def _n(number: int) -> str:
    return _vietnamese(f"{number:,}")
