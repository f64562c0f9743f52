"""The net of a compiled workflow in one reading: a token at a step, and one for each opinion that is asked."""

from motcua.procedures.compiled import CompiledStep

from .net import Builder, Net
from .readings import Reading, Steps

END = "end"


def net_of_steps(start: str, steps: Steps, reading: Reading) -> Net:
    """Places are step ids; a consultation has a place for each opinion, and one where all are in.

    What transitions show: `step.action` and the step it leads to, or `step.opinion`.
    """
    builder = Builder()
    builder.place(start)
    for id in reading.reached:
        place = (
            _opinions(builder, steps[id]) if steps[id].opinions and not _skipped(steps[id], reading) else id
        )
        for way in reading.ways[id]:
            to = way.to if way.to is not None and way.to in steps else END
            builder.transition(f"{id}.{way.id}", [place], [to], shows=(f"{id}.{way.id}", to))
    return builder.net(start, END)


def _opinions(builder: Builder, step: CompiledStep) -> str:
    """Opinions side by side: each is asked, or left out by its condition; the step goes on when all are in."""
    asked = [f"{step.id}/{one.id}" for one in step.opinions]
    answered = [f"{place}/in" for place in asked]
    builder.transition(f"{step.id}/ask", [step.id], asked, shows=())
    for one, before, after in zip(step.opinions, asked, answered, strict=True):
        builder.transition(f"{before}/answer", [before], [after], shows=(f"{step.id}.{one.id}",))
    whole = f"{step.id}/all"
    builder.transition(f"{step.id}/gather", answered, [whole], shows=())
    return whole


def _skipped(step: CompiledStep, reading: Reading) -> bool:
    return reading.case is not None and step.skipped_in(reading.case)
