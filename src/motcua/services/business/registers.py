"""What the register of household businesses changes: the business is known and its owner acts for it."""

from datetime import datetime

from motcua.city.models import Organisation, Unit
from motcua.records.population.models import RegisterEntry, RegisterSubject


def business_founded(entry: RegisterEntry, earlier: RegisterEntry | None, at: datetime) -> None:
    """The business becomes an organisation under its code, which its owner represents; a correction updates it."""
    data = entry.data
    owner = (
        RegisterSubject.objects.filter(entry=entry, role="owner").values_list("person_id", flat=True).first()
    )
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
