"""What the register of household businesses changes: the business is known and its owner acts for it."""

from datetime import datetime

from motcua.city.models import Organisation, Unit
from motcua.records import registers


def business_founded(entry: registers.Record, earlier: registers.Record | None, at: datetime) -> None:
    """The business becomes an organisation under its code, which its owner represents; a correction updates it."""
    data = entry.data
    owner = registers.people_of([entry])[entry.register, entry.id].get("owner")
    if earlier is not None and earlier.data["tax_code"] != data["tax_code"]:
        Organisation.objects.filter(number=earlier.data["tax_code"], kind=Organisation.Kind.HOUSEHOLD).update(
            number=data["tax_code"]
        )
    Organisation.objects.update_or_create(
        number=data["tax_code"],
        defaults={
            "name": data["name"],
            "kind": Organisation.Kind.HOUSEHOLD,
            "representative_id": owner,
            "unit": Unit.objects.on(entry.entered_on).filter(code=data["office"].get("unit", "")).first(),
            "address_line": data["office"].get("line", ""),
        },
    )
