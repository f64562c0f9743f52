"""An event log around its objects: OCEL 2.0, as JSON and as XML. Pure; written piece by piece.

Objects: dossier, paper, document, task, agency. Events say which objects they touch and as what; objects say how they
belong together. Values of attributes are texts whatever their type, as the published JSON schema wants. Cases are read
twice (`cases` is called twice): once for the events, once for the objects.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from motcua.insight.process.cases import Case, Thing, Told, in_time

JSON_TYPE, XML_TYPE = "application/json", "application/xml"

OBJECT_TYPES: dict[str, tuple[tuple[str, str], ...]] = {
    "dossier": (
        ("procedure", "string"), ("version", "integer"), ("case", "string"), ("channel", "string"),
        ("status", "string"), ("in_time", "boolean"),
    ),
    "paper": (("component", "string"), ("source", "string")),
    "document": (("kind", "string"), ("state", "string")),
    "task": (("step", "string"), ("kind", "string")),
    "agency": (("key", "string"),),
}  # fmt: skip
EVENT_ATTRIBUTES = (("step", "string"), ("action", "string"), ("post", "string"), ("officer", "string"))
PHASES = {"schedule": "đến bước", "start": "nhận xử lý", "complete": "xong"}
"""A step is three types of event: it comes, it is taken up, it is done."""

Cases = Callable[[], Iterable[Case]]
type _Attribute = tuple[str, str, datetime | None]
type _Relation = tuple[str, str]


def event_type(event: Told) -> str:
    """The type of an event: what happened, and of steps in which phase."""
    return f"{event.name}: {PHASES[event.transition]}" if event.transition in PHASES else event.name


def write_json(cases: Cases, types: Iterable[str]) -> Iterator[str]:
    """The JSON document. `types`: every type of event that may occur (`event_types`)."""
    yield '{"objectTypes":' + _dump([_type(name, rows) for name, rows in OBJECT_TYPES.items()])
    yield ',"eventTypes":' + _dump([_type(name, EVENT_ATTRIBUTES) for name in types])
    yield ',"events":['
    yield from _joined(
        {
            "id": id_,
            "type": type_,
            "time": _moment(at),
            "attributes": [{"name": name, "value": value} for name, value in attributes],
            "relationships": [{"objectId": to, "qualifier": how} for to, how in relations],
        }
        for id_, type_, at, attributes, relations in _events(cases())
    )
    yield '],"objects":['
    yield from _joined(
        {
            "id": id_,
            "type": type_,
            "attributes": [{"name": n, "value": v, "time": _moment(at or _EPOCH)} for n, v, at in attributes],
            "relationships": [{"objectId": to, "qualifier": how} for to, how in relations],
        }
        for id_, type_, attributes, relations in _objects(cases())
    )
    yield "]}\n"


def write_xml(cases: Cases, types: Iterable[str]) -> Iterator[str]:
    """The XML document with the same content."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log>\n<object-types>\n'
    for name, rows in OBJECT_TYPES.items():
        yield _xml_type("object-type", name, rows)
    yield "</object-types>\n<event-types>\n"
    for name in types:
        yield _xml_type("event-type", name, EVENT_ATTRIBUTES)
    yield "</event-types>\n<objects>\n"
    for id_, type_, attributes, relations in _objects(cases()):
        inside = "".join(
            f'<attribute name="{name}" time="{_moment(at or _EPOCH)}">{escape(value)}</attribute>'
            for name, value, at in attributes
        )
        yield (
            f"<object id={quoteattr(id_)} type={quoteattr(type_)}><attributes>{inside}</attributes>"
            f"{_xml_relations(relations)}</object>\n"
        )
    yield "</objects>\n<events>\n"
    for id_, type_, at, told, relations in _events(cases()):
        inside = "".join(f'<attribute name="{name}">{escape(value)}</attribute>' for name, value in told)
        yield (
            f'<event id={quoteattr(id_)} type={quoteattr(type_)} time="{_moment(at)}"><attributes>{inside}</attributes>'
            f"{_xml_relations(relations)}</event>\n"
        )
    yield "</events>\n</log>\n"


def event_types(steps: Iterable[str], happenings: Iterable[str]) -> list[str]:
    """Every type of event of a process: its steps by name in three phases, and what happens besides."""
    return [
        *dict.fromkeys(happenings),
        *dict.fromkeys(f"{step}: {phase}" for step in steps for phase in PHASES.values()),
    ]


def _events(
    cases: Iterable[Case],
) -> Iterator[tuple[str, str, datetime, list[tuple[str, str]], list[_Relation]]]:
    for case in cases:
        for event in case.events:
            attributes = [
                (name, value) for name, _ in EVENT_ATTRIBUTES if (value := str(getattr(event, name)))
            ]
            relations = [(case.id, "of")]
            if event.task:
                relations.append((event.task, "does"))
            if event.agency:
                relations.append((agency_id(event.agency), "at"))
            relations += _touched(event, case)
            yield event.id, event_type(event), event.at, attributes, relations


def _touched(event: Told, case: Case) -> list[_Relation]:
    """Papers come with the request; documents come with what was done when they were made."""
    if event is case.events[0]:
        return [(paper.id, "hands in") for paper in case.papers]
    if event.transition == "complete":
        return [(document.id, "makes") for document in case.documents if document.at == event.at]
    return []


def _objects(
    cases: Iterable[Case],
) -> Iterator[tuple[str, str, list[_Attribute], list[_Relation]]]:
    agencies = set[str]()
    for case in cases:
        told = in_time(case)
        attributes: list[_Attribute] = [
            ("procedure", case.procedure, case.filed_at),
            ("version", str(case.version), case.filed_at),
            ("case", case.variant, case.filed_at),
            ("channel", case.channel, case.filed_at),
            ("status", case.status, case.ended_at or case.filed_at),
        ]
        if told is not None:
            attributes.append(("in_time", str(told).lower(), case.ended_at))
        agencies |= {case.deciding, case.receiving} | {event.agency for event in case.events}
        relations = [
            (agency_id(key), how)
            for key, how in ((case.deciding, "decided by"), (case.receiving, "received by"))
            if key
        ]
        yield case.id, "dossier", attributes, relations
        yield from _things(case, case.papers, "paper", "component", "source", "part of")
        yield from _things(case, case.documents, "document", "kind", "state", "made for")
        yield from _things(case, case.tasks, "task", "step", "kind", "works on")
    for key in sorted(agencies - {""}):
        yield agency_id(key), "agency", [("key", key, None)], []


def _things(
    case: Case, things: list[Thing], type_: str, kind: str, state: str, how: str
) -> Iterator[tuple[str, str, list[_Attribute], list[_Relation]]]:
    for thing in things:
        yield (
            thing.id, type_, [(kind, thing.kind, thing.at), (state, thing.state, thing.at)], [(case.id, how)],
        )  # fmt: skip


def agency_id(key: str) -> str:
    """Agencies are public: they are known by their key."""
    return f"agency:{key}"


def _type(name: str, rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": row, "type": type_} for row, type_ in rows]}


def _xml_type(tag: str, name: str, rows: Iterable[tuple[str, str]]) -> str:
    inside = "".join(f'<attribute name="{row}" type="{type_}"/>' for row, type_ in rows)
    return f"<{tag} name={quoteattr(name)}><attributes>{inside}</attributes></{tag}>\n"


def _xml_relations(relations: Iterable[_Relation]) -> str:
    inside = "".join(
        f"<relationship object-id={quoteattr(to)} qualifier={quoteattr(how)}/>" for to, how in relations
    )
    return f"<objects>{inside}</objects>"


def _joined(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    first = True
    for row in rows:
        yield ("\n" if first else ",\n") + _dump(row)
        first = False


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
