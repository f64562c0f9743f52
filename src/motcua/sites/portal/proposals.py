"""Ask once: what the registers know stands in the form already, follows the answers, and is never forced on anybody."""

from collections.abc import Collection, Mapping
from typing import Any

from motcua.procedures import forms
from motcua.procedures.compile import CompiledField
from motcua.sites.portal.form_pages import FROM_CITY, FROM_SOURCE, Filling
from motcua.sites.portal.form_reading import as_typed
from motcua.sites.portal.places import Places


def proposed(
    filling: Filling, known: Mapping[str, Any], *, leave: Collection[str] = ()
) -> tuple[dict[str, Any], set[str]]:
    """The typed answers with everything that the registers can answer now, and the ids that changed.

    What a person typed or cleared stays. A proposal that nobody touched gives way when the answer it hung on
    changes. `leave`: questions that stand on a screen right now. Queries only for places proposed anew.
    """
    answers = dict(filling.typed)
    filled = dict(answers.get(FROM_CITY) or {})
    before = dict(answers.get(FROM_SOURCE) or {})
    now = forms.prefill_sources(filling.compiled, known, filling.values)
    changed: set[str] = set()
    for name, item in filling.compiled.fields_by_id.items():
        source = now.get(name)
        if name in leave or before.get(name) == source:
            continue
        old, current = filled.pop(name, None), answers.get(name)
        if source is None:
            before.pop(name, None)
        else:
            before[name] = source
        if not (is_blank(current) if old is None else current == old):
            continue
        value = None if source is None else _typed(item, known[source], filling.places)
        if value is not None:
            answers[name] = filled[name] = value
            changed.add(name)
        elif old is not None:
            answers.pop(name, None)
            changed.add(name)
    if before != (answers.get(FROM_SOURCE) or {}):
        answers |= {FROM_CITY: filled, FROM_SOURCE: before}
    return answers, changed


def is_blank(value: Any) -> bool:
    """Nothing typed. A place begins with a province chosen, which says nothing yet."""
    if isinstance(value, Mapping):
        return not any(piece for part, piece in value.items() if part != "province")
    return value in (None, "", [])


def _typed(item: CompiledField, value: Any, places: Places) -> Any:
    """A value of the registers in the shape of a typed answer; None when it does not fit the question."""
    match item.field.kind:
        case "address":
            if not isinstance(value, Mapping):
                return None
            return {"province": places.province_of(value["unit"]), **value}
        case "unit":
            # Registers name a home town in words; a form wants the commune.
            code = value if len(value) == 5 and value.isdecimal() else places.commune_called(value)
            return {"province": places.province_of(code), "unit": code} if code else None
        case "choice":
            return value if value in {option.value for option in item.field.options} else None
        case "yes_no":
            return "yes" if value else "no"
        case kind:
            return as_typed(kind, value)
