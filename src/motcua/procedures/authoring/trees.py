"""From the plain tree of a working copy to a typed definition, and back. Pure."""

from typing import Any

import msgspec

from motcua.foundation.definitions import DefinitionError, Loaded, Problem, canonical_json
from motcua.foundation.definitions.convert import Converter
from motcua.foundation.definitions.document import MAX_DEPTH, MAX_NODES, Node
from motcua.procedures.definition import ProcedureDefinition

FILE = "editor.yaml"


def read_tree(tree: dict[str, Any]) -> Loaded[ProcedureDefinition]:
    """The definition that the tree holds. Raises: DefinitionError with every fault of shape and its path."""
    try:
        return Loaded(msgspec.convert(tree, ProcedureDefinition), {})
    except (msgspec.ValidationError, RecursionError):
        return _with_all_faults(tree)  # `convert` tells the first one only


def _with_all_faults(tree: dict[str, Any]) -> Loaded[ProcedureDefinition]:
    count = 0

    def node(value: Any, depth: int) -> Node:
        # straight from JSON: through YAML's text it takes five times as long, and every save waits for it
        nonlocal count
        count += 1
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise DefinitionError(
                [Problem(FILE, 0, "", "DEF_SIZE", "Tài liệu quá lớn.", "The document is too large.")]
            )
        if isinstance(value, dict):
            return Node("map", FILE, 0, entries={str(k): (0, node(v, depth + 1)) for k, v in value.items()})
        if isinstance(value, list):
            return Node("list", FILE, 0, items=[node(one, depth + 1) for one in value])
        if isinstance(value, str):
            return Node("scalar", FILE, 0, text=value)
        text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        return Node("scalar", FILE, 0, text=text, plain=True)

    converter = Converter()
    found = converter.convert(node(tree, 0), ProcedureDefinition)
    if converter.problems:
        raise DefinitionError(converter.problems)
    return Loaded(found, converter.positions)


def tree_of(definition: ProcedureDefinition) -> dict[str, Any]:
    """The tree that an editor works on; defaults are left out."""
    return msgspec.json.decode(canonical_json(definition))
