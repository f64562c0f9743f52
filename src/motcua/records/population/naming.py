"""Whom a register entry names: persons found by their numbers."""

from collections.abc import Mapping

from motcua.city.models import Person


def persons_by_pin(pins: Mapping[str, str]) -> dict[str, int]:
    """Person ids by role, for those whose number the city knows. One query."""
    wanted = {pin for pin in pins.values() if pin}
    known = dict(Person.objects.filter(pin__in=wanted).values_list("pin", "id")) if wanted else {}
    return {role: known[pin] for role, pin in pins.items() if pin in known}
