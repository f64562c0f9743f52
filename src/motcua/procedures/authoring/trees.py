"""From the plain tree of a working copy to a typed definition, and back. Pure."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec
import yaml

from motcua.foundation.definitions import Loaded, canonical_json, load_text
from motcua.procedures.definition import ProcedureDefinition


class _Lines(Mapping[str, tuple[str, int]]):
    """Where each part of a tree would stand in YAML; written out only when a problem asks for it.

    Reading YAML takes a hundred times as long as reading the tree itself.
    """

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree

    @cached_property
    def found(self) -> Mapping[str, tuple[str, int]]:
        return _from_yaml(self.tree).positions

    def __getitem__(self, path: str) -> tuple[str, int]:
        return self.found[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def read_tree(tree: dict[str, Any]) -> Loaded[ProcedureDefinition]:
    """The definition that the tree holds. Raises: DefinitionError with every fault of shape and its path."""
    try:
        return Loaded(msgspec.convert(tree, ProcedureDefinition), _Lines(tree))
    except msgspec.ValidationError:
        return _from_yaml(tree)  # which tells all faults, where `convert` tells the first


def _from_yaml(tree: dict[str, Any]) -> Loaded[ProcedureDefinition]:
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
    return load_text(text, ProcedureDefinition, name="editor.yaml")


def tree_of(definition: ProcedureDefinition) -> dict[str, Any]:
    """The tree that an editor works on; defaults are left out."""
    return msgspec.json.decode(canonical_json(definition))
