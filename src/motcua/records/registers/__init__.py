"""Registers: what the city knows, declared in YAML, kept with its history, and asked once.

The room is a Django app, so that what it offers is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from motcua.records.registers.access import (
        NotReadable,
        Readable,
        Seen,
        may_read,
        public_view,
        read,
    )
    from motcua.records.registers.answering import (
        Answered,
        answers_for,
        people_behind,
        stands_for,
    )
    from motcua.records.registers.changing import (
        SAME,
        cancel,
        correct,
        end,
        name_person,
        replace,
        withdraw,
    )
    from motcua.records.registers.definitions import (
        NotBroughtIn,
        all_definitions,
        bring_in,
        definition_of,
        forget,
    )
    from motcua.records.registers.errors import (
        ChangedMeanwhile,
        NoSuchRecord,
        NoSuchRegister,
        NotAccepted,
        NotInForce,
        Problem,
    )
    from motcua.records.registers.extracts import (
        extract,
    )
    from motcua.records.registers.identity import (
        key_of,
    )
    from motcua.records.registers.links import (
        linked,
        referring,
    )
    from motcua.records.registers.models import (
        Origin,
        Record,
        RecordPart,
        Revision,
        State,
    )
    from motcua.records.registers.places import (
        retold,
    )
    from motcua.records.registers.reading import (
        Held,
        about,
        as_of,
        by_key,
        get,
        history,
        number_text,
        of_dossier,
        of_year,
        on_day,
        people_of,
    )
    from motcua.records.registers.versions import (
        under_newest,
    )
    from motcua.records.registers.words import (
        words_for,
    )
    from motcua.records.registers.writing import (
        Source,
        enter,
        problems_of,
    )

_OFFERED = {
    "access": (
        "NotReadable", "Readable", "Seen", "may_read", "public_view", "read",
    ),
    "answering": (
        "Answered", "answers_for", "people_behind", "stands_for",
    ),
    "changing": (
        "SAME", "cancel", "correct", "end", "name_person", "replace", "withdraw",
    ),
    "definitions": (
        "NotBroughtIn", "all_definitions", "bring_in", "definition_of", "forget",
    ),
    "errors": (
        "ChangedMeanwhile", "NoSuchRecord", "NoSuchRegister", "NotAccepted", "NotInForce",
        "Problem",
    ),
    "extracts": (
        "extract",
    ),
    "identity": (
        "key_of",
    ),
    "links": (
        "linked", "referring",
    ),
    "models": (
        "Origin", "Record", "RecordPart", "Revision", "State",
    ),
    "places": (
        "retold",
    ),
    "reading": (
        "Held", "about", "as_of", "by_key", "get", "history", "number_text", "of_dossier",
        "of_year", "on_day", "people_of",
    ),
    "versions": (
        "under_newest",
    ),
    "words": (
        "words_for",
    ),
    "writing": (
        "Source", "enter", "problems_of",
    ),
}  # fmt: skip
_PLACES = {name: module for module, names in _OFFERED.items() for name in names}

__all__ = [
    "SAME", "Answered", "ChangedMeanwhile", "Held", "NoSuchRecord", "NoSuchRegister", "NotAccepted",
    "NotBroughtIn", "NotInForce", "NotReadable", "Origin", "Problem", "Readable", "Record",
    "RecordPart", "Revision", "Seen", "Source", "State", "about", "all_definitions", "answers_for",
    "as_of", "bring_in", "by_key", "cancel", "correct", "definition_of", "end", "enter", "extract",
    "forget", "get", "history", "key_of", "linked", "may_read", "name_person", "number_text",
    "of_dossier", "of_year", "on_day", "people_behind", "people_of", "problems_of", "public_view",
    "read", "referring", "replace", "retold", "stands_for", "under_newest", "withdraw", "words_for",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """What is offered, from its module; from then on it stands here, and is not asked for again."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    return found
