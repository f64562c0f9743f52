"""Whom a register entry names: persons found by their numbers; and the words for relations within a household."""

from collections.abc import Mapping

from motcua.city import identities

HEAD = "head"
RELATIONS: dict[str, tuple[str, str]] = {
    HEAD: ("Chủ hộ", "Head"),
    "spouse": ("Vợ, chồng", "Husband or wife"),
    "wife": ("Vợ", "Wife"),
    "husband": ("Chồng", "Husband"),
    "child": ("Con", "Child"),
    "son_in_law": ("Con rể", "Son-in-law"),
    "daughter_in_law": ("Con dâu", "Daughter-in-law"),
    "grandchild": ("Cháu", "Grandchild"),
    "parent": ("Cha, mẹ", "Parent"),
    "grandparent": ("Ông, bà", "Grandparent"),
    "sibling": ("Anh, chị, em", "Brother or sister"),
    "other": ("Quan hệ khác", "Another relation"),
}
"""Relation to the head of the household (quan hệ với chủ hộ): what the code is called."""


def persons_by_pin(pins: Mapping[str, str]) -> dict[str, int]:
    """Person ids by role, for those whose number the city knows; who was merged is read as whom. Two queries."""
    known = identities.ids_by_pin(pins.values())
    return {role: known[pin] for role, pin in pins.items() if pin in known}
