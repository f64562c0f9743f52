"""From the plain tree of a working copy to a typed definition, and back. Pure."""

from typing import Any

import msgspec
import yaml

from motcua.foundation.definitions import Loaded, canonical_json, load_text
from motcua.procedures.definition import ProcedureDefinition


def read_tree(tree: dict[str, Any]) -> Loaded[ProcedureDefinition]:
    """The definition that the tree holds. Raises: DefinitionError with every fault of shape and its path."""
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
    return load_text(text, ProcedureDefinition, name="editor.yaml")


def tree_of(definition: ProcedureDefinition) -> dict[str, Any]:
    """The tree that an editor works on; defaults are left out."""
    return msgspec.json.decode(canonical_json(definition))
