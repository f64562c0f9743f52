"""The id of a question means one thing for ever: answers of years are kept under it. Pure."""

from collections.abc import Iterable, Iterator

from motcua.foundation.definitions import Problem
from motcua.procedures.definition import Field, ProcedureDefinition

REPEATED = " ×"


def problems(published: Iterable[ProcedureDefinition], new: ProcedureDefinition) -> list[Problem]:
    """Questions of `new` whose id once meant a question of another kind, in any version there was."""
    known: dict[str, str] = {}
    for definition in published:
        for id, kind, _ in kinds(definition):
            known.setdefault(id, kind)
    return [
        Problem(
            "", 0, path, "ID_REUSED",
            f"Mã “{_bare(id)}” từng là câu hỏi loại {_bare(known[id])}; câu hỏi loại {_bare(kind)} cần mã mới.",
            f'The id "{_bare(id)}" was a question of kind {_bare(known[id])}; one of kind {_bare(kind)} needs a new id.',
        )
        for id, kind, path in kinds(new)
        if known.get(id, kind) != kind
    ]  # fmt: skip


def kinds(definition: ProcedureDefinition) -> Iterator[tuple[str, str, str]]:
    """(id, kind, path) of every question: of the form, within repeated groups as `group.id`, of officers."""
    for p, page in enumerate(definition.form.pages):
        base = f"form.pages[{p}]"
        yield from _of(page.fields, "", f"{base}.fields")
        for g, group in enumerate(page.groups):
            path = f"{base}.groups[{g}]"
            if group.repeat is None:
                yield from _of(group.fields, "", f"{path}.fields")
            else:
                yield group.id, f"group{REPEATED}", path
                yield from _of(group.fields, f"{group.id}.", f"{path}.fields")
    workflow = definition.workflow
    parts = [("workflow.steps", workflow.steps)]
    parts += [(f"workflow.parts.{key}.steps", part.steps) for key, part in workflow.parts.items()]
    for base, steps in parts:
        for key, step in steps.items():
            yield from _of(step.fields, "officer.", f"{base}.{key}.fields")


def _of(fields: Iterable[Field], before: str, path: str) -> Iterator[tuple[str, str, str]]:
    for place, item in enumerate(fields):
        yield f"{before}{item.id}", item.kind, f"{path}[{place}]"


def _bare(text: str) -> str:
    return text.removeprefix("officer.").removesuffix(REPEATED)
