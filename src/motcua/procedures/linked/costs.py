"""What the parts of a set cost: owed with the set, in one order, and paid once.

The fee of a part keeps its own rules (exemptions, the city's resolutions); its line says to which part it belongs.
A fee that depends on what an earlier part will decide cannot be told at filing and is not owed then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from motcua.foundation.worktime import VN
from motcua.money import fees
from motcua.procedures import forms
from motcua.procedures.binding import Context
from motcua.procedures.catalogue import publishing
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers.submission import own_fees
from motcua.procedures.linked import choosing, feeding


def of_parts(
    compiled: CompiledProcedure, answers: Mapping[str, Any], context: Context
) -> Iterator[fees.LineResult]:
    """The lines of every part that was chosen. One query a part."""
    values = compiled.values(answers, context)
    moment = datetime.combine(context.today, time.max, VN)
    for part in choosing.chosen(compiled, answers, values):
        version = publishing.version_for(part.part.procedure, moment)
        if version is None:
            continue
        theirs = publishing.compiled(version)
        known = forms.validate(
            theirs, feeding.answers_for(part, values, {}), today=context.today, partial=True,
            channel=context.channel, applicant=context.applicant,
        ).clean  # fmt: skip
        inner = Context(today=context.today, channel=context.channel, applicant=context.applicant)
        case = theirs.case_for(known, inner).id
        for line in own_fees(theirs, known, replace(inner, case=case)).lines:
            name = line.line.name
            named = fees.Words(f"{part.part.name.vi}: {name.vi}", f"{part.part.name.en}: {name.en}")
            code = f"{part.id}.{line.line.code}"
            yield replace(line, line=replace(line.line, code=code, name=named))
