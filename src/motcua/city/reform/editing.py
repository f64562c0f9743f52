"""Small changes of a plan while it is written: a step is added, a step is taken out. Pure."""

import msgspec

from motcua.city.reform.content import Content

SECTIONS = ("units_begin", "units_end", "unit_links", "places", "begin", "change", "end", "people", "devices")


def add(content: Content, more: Content) -> Content:
    """Both together. What names the same body (ended, begun, changed, officer, device) takes the earlier one's place."""
    fields = {}
    for name in SECTIONS:
        new = getattr(more, name)
        marks = {_mark(item) for item in new}
        fields[name] = tuple(item for item in getattr(content, name) if _mark(item) not in marks) + new
    return msgspec.structs.replace(content, **fields)


def take_out(content: Content, section: str, number: int) -> Content:
    """Without one entry of a section; the plan as it was when there is none. Raises KeyError for an unknown section."""
    if section not in SECTIONS:
        raise KeyError(section)
    items = getattr(content, section)
    return msgspec.structs.replace(content, **{section: items[:number] + items[number + 1 :]})


def _mark(item: object) -> tuple[object, ...]:
    """What an entry is about: two entries with one mark would contradict each other."""
    for names in (
        ("key",),
        ("old", "new", "level"),
        ("unit", "words"),
        ("account",),
        ("device",),
        ("code", "level"),
    ):
        if all(hasattr(item, name) for name in names):
            return (type(item).__name__, *(getattr(item, name) for name in names))
    return (type(item).__name__, item)


__all__ = ["SECTIONS", "add", "take_out"]
