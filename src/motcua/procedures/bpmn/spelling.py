"""How settings of ours stand in XML: one element a setting, so that every tree of plain values comes back as it was.

Text stands in attributes; numbers, yes/no, lists and empty values in elements that say their type. What XML cannot
hold (control characters) is replaced by U+FFFD.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from motcua.foundation.safe_xml import Element

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "https://motcua.example/schema/workflow/1"
"""Name space of our settings. It names, and leads to no place."""

NUMBERS = frozenset({"hours", "days"})
FLAGS = frozenset({"pauses", "skip", "needs_note"})
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def spelled(text: str) -> str:
    """Text for an attribute or between tags; line ends and tabs survive."""
    return re.sub('[&<>"\n\r\t]', lambda found: _ESCAPES[found[0]], _UNFIT.sub("\ufffd", text))


def tag(name: str, attributes: Mapping[str, str], inside: Iterable[str] = ()) -> str:
    # A line an element: what is wrong is named by its line. Line ends within texts are escaped, so none is added there.
    told = "".join(f' {key}="{spelled(value)}"' for key, value in attributes.items())
    parts = [one for one in inside if one]
    if not parts:
        return f"<{name}{told}/>"
    if not parts[0].startswith("<"):
        return f"<{name}{told}>{''.join(parts)}</{name}>"
    body = "\n".join(parts).replace("\n", "\n  ")
    return f"<{name}{told}>\n  {body}\n</{name}>"


def written(name: str, value: Any, also: Mapping[str, str] | None = None) -> str:
    """One setting as an element of our name space. `also`: attributes that stand there besides."""
    if isinstance(value, Mapping):
        return _map(name, value, dict(also or {}))
    if isinstance(value, list | tuple):
        return tag(f"mc:{name}", {"type": "list"}, [written("item", one) for one in value])
    if isinstance(value, str):
        return tag(f"mc:{name}", {"type": "text"}, [spelled(value)])
    return tag(f"mc:{name}", {"type": "value"}, [json.dumps(value)])


def _map(name: str, value: Mapping[str, Any], attributes: dict[str, str]) -> str:
    inside = []
    for key, one in value.items():
        if not _NAME.match(str(key)) or key in ("type", "key", "item"):
            inside.append(tag("mc:entry", {"key": str(key)}, [written("item", one)]))
        elif (flat := _flat(key, one)) is not None:
            attributes[key] = flat
        else:
            inside.append(written(key, one))
    return tag(f"mc:{name}", attributes, inside)


def _flat(key: str, value: Any) -> str | None:
    """The value as an attribute, when reading it gives the same again."""
    if key in NUMBERS:
        flat = isinstance(value, int | float) and not isinstance(value, bool)
        return json.dumps(value) if flat and _NUMBER.match(json.dumps(value)) else None
    if key in FLAGS:
        return json.dumps(value) if isinstance(value, bool) else None
    return value if isinstance(value, str) else None


def read(element: Element) -> Any:
    """What `written` wrote. Elements that another tool put in are read as well as they can be."""
    match element.attributes.get("type"):
        case "list":
            return [read(one) for one in element.children]
        case "text":
            return element.text
        case "value":
            try:
                return json.loads(element.text)
            except ValueError:
                return element.text
    return read_map(element, frozenset())


def read_map(element: Element, without: frozenset[str]) -> dict[str, Any]:
    """Settings of an element, but for the attributes `without`."""
    found: dict[str, Any] = {}
    for key, text in element.attributes.items():
        if ":" in key or "}" in key or key in without:
            continue
        if key in NUMBERS and _NUMBER.match(text):
            found[key] = json.loads(text)
        elif key in FLAGS and text in ("true", "false"):
            found[key] = text == "true"
        else:
            found[key] = text
    for child in element.children:
        if child.name == "entry" and child.children:
            found[child.attributes.get("key", "")] = read(child.children[0])
        else:
            found[child.name] = read(child)
    return found
