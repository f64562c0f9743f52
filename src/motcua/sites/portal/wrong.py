"""Error summaries that say which question is meant."""

from collections.abc import Iterable

from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import pick


def named_errors(fields: Iterable[Field]) -> list[dict[str, str]]:
    """One entry a faulty field, `Ngày sinh: Mục này cần được trả lời.`, leading to its control.

    A question keeps its own mark: `Trẻ sinh ở đâu? Mục này cần được trả lời.`
    """
    return [
        {"href": f"#{one.anchor}", "text": f"{_before(pick(one.label))} {pick(one.error)}"}
        for one in fields
        if pick(one.error)
    ]


def _before(label: str) -> str:
    return label if label.endswith(("?", ":")) else f"{label}:"
