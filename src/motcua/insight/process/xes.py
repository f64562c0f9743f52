"""An event log as XES, the standard of one case notion: IEEE 1849-2023. Pure; written piece by piece.

Extensions: Concept, Time, Lifecycle and Organizational. The counter's and system's happenings have no lifecycle of
their own and are given as complete.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from motcua.insight.process.cases import Case, Told, in_time

MEDIA_TYPE = "application/xml"
NAMESPACE = "http://www.xes-standard.org/"
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2023" xes.features="" xmlns="{NAMESPACE}">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace">
<string key="concept:name" value="__INVALID__"/>
</global>
<global scope="event">
<string key="concept:name" value="__INVALID__"/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
</global>
<classifier name="Activity" scope="event" keys="concept:name"/>
<classifier name="ActivityLifecycle" scope="event" keys="concept:name lifecycle:transition"/>
"""


def write(cases: Iterable[Case], name: str, made_at: datetime) -> Iterator[str]:
    """The document, a case at a time. `name`: what the log is of."""
    yield _HEAD
    yield (
        _string("concept:name", name) + _string("lifecycle:model", "standard") + _date("motcua:made", made_at)
    )
    for case in cases:
        yield _trace(case)
    yield "</log>\n"


def _trace(case: Case) -> str:
    parts = [
        "<trace>\n",
        _string("concept:name", case.id),
        _string("motcua:procedure", case.procedure),
        _integer("motcua:version", case.version),
        _string("motcua:case", case.variant),
        _string("motcua:channel", case.channel),
        _string("motcua:status", case.status),
        _string("motcua:deciding", case.deciding),
        _string("motcua:receiving", case.receiving),
    ]
    if (told := in_time(case)) is not None:
        parts.append(f'<boolean key="motcua:in_time" value="{str(told).lower()}"/>\n')
    parts += [_event(event) for event in case.events]
    parts.append("</trace>\n")
    return "".join(parts)


def _event(event: Told) -> str:
    parts = [
        "<event>\n",
        _string("concept:name", event.name),
        _string("lifecycle:transition", event.transition or "complete"),
        _date("time:timestamp", event.at),
    ]
    for key, value in (
        ("concept:instance", event.task), ("org:resource", event.officer), ("org:role", event.post),
        ("org:group", event.agency), ("motcua:step", event.step), ("motcua:action", event.action),
    ):  # fmt: skip
        if value:
            parts.append(_string(key, value))
    parts.append("</event>\n")
    return "".join(parts)


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value, _LINES)}/>\n"


def _integer(key: str, value: int) -> str:
    return f'<int key="{key}" value="{value}"/>\n'


def _date(key: str, at: datetime) -> str:
    return f'<date key="{key}" value="{at.astimezone(UTC).isoformat(timespec="milliseconds")}"/>\n'


_LINES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
