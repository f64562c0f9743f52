"""Signed extracts of records: a page that an officer signs and the agency seals, with a code by which anybody checks it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from motcua.city import authority, authority_signature, units
from motcua.city.models import Account, Agency
from motcua.foundation import events, numbering, worktime
from motcua.foundation.actor import Actor
from motcua.records import documents, papers, signing
from motcua.records.documents import forms
from motcua.records.documents.results import RegisterExtract, Row
from motcua.records.registers import access, definitions, showing
from motcua.records.registers.models import Extract, Record
from motcua.records.registers.reading import get, number_text

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that is mistaken for something else when it is typed from paper."""
LENGTH = 12
"""31 letters, twelve of them: who guesses a million a second needs ten thousand years for one."""
PURPOSE = "result"
"""Of the stored file: what the city made for a person."""


def new_code() -> str:
    """A code that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


@transaction.atomic
def extract(
    record: Record, *, by: Actor, purpose: str, at: datetime, owner_id: int | None = None, code: str = ""
) -> Extract:
    """The record as it stands now, on paper: the fields that the signer may read for this purpose.

    The signer holds the power to sign in the register's field at the agency that keeps the record; the look is logged.
    `owner_id`: the person whose file it becomes. Raises: NotAllowed, NotReadable, NoKey, CannotSign.
    """
    kept = definitions.definition_of(record.register)
    grant = authority.require(by, "sign", at=at, field=kept.field, agency_id=record.agency_id)
    (seen,) = access.read(by, record, purpose=purpose, at=at, what=f"extract:{record.register}")
    assert by.account_id is not None  # a grant is held by an account
    account = Account.objects.select_related("person").get(id=by.account_id)
    if not account.is_active:
        raise authority.NotAllowed("Tài khoản đã bị khóa.", "The account is blocked.")
    agency = Agency.objects.select_related("unit").get(id=record.agency_id)
    on, code = at.astimezone(worktime.VN).date(), code or new_code()
    block = authority_signature.block(grant)
    lineage = units.lineage(agency.unit) if agency.unit else []
    number = numbering.take(f"extract:{record.register}:{agency.pk}:{on.year}")
    page = RegisterExtract(
        head=forms.Letterhead(
            agency=agency.name_vi,
            superior=lineage[-1].full_name_vi if len(lineage) > 1 else "",
            number=f"{number:02d}/TL",
            place=lineage[0].name_vi if lineage else "",
            on=on,
        ),
        signer=forms.Signer(post=block.post, name=by.name, authority=block.authority),
        qr=check_url(code),
        check_url=check_url(code),
        title=f"Trích lục {kept.record.vi.lower()}",
        rows=[
            Row(label=label, value=value)
            for label, value in showing.lines(kept, seen.data, record.entered_on)
        ],
        register=kept.name.vi + (f", quyển số {record.volume}" if record.volume else ""),
        entry_number=number_text(record),
        registered_on=record.entered_on,
    )
    signed = signing.sign_as(documents.render_form(page), signing.signer_of(account), at)
    sealed = signing.seal(signed, signing.seal_of(agency.code, agency.name_vi), at)
    stored = papers.store_made(
        sealed, name=f"trich-luc-{code}.pdf", purpose=PURPOSE, owner_id=owner_id, at=at, by=account.pk
    )
    made = Extract.objects.create(
        code=code,
        register=record.register,
        record_id=record.id,
        revision=record.revision,
        agency_id=record.agency_id,
        number=page.head.number,
        fields=sorted(seen.data),
        purpose=purpose,
        file=stored,
        sha256=hashlib.sha256(sealed).hexdigest(),
        made_at=at,
        by=by.as_data(),
    )
    events.record(
        f"register:{record.register}:{record.agency_id}",
        "register.extracted",
        at=at,
        actor=by,
        data={
            "register": record.register, "record": record.id, "revision": record.revision, "code": code,
            "people": sorted(set(seen.people.values())),
        },
    )  # fmt: skip
    return made


def check_url(code: str) -> str:
    """Where the QR code leads."""
    return f"{settings.PUBLIC_URL}/kiem-tra-trich-luc/{code}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What anybody learns of an extract by its code: that it was made, and whether the register still says the same.

    No value of the record: who holds the paper can compare it by the hash of the file.
    """

    made: Extract
    agency: str
    register: dict[str, str]
    entry_number: str
    still_so: bool
    in_force: bool

    @property
    def fingerprint(self) -> list[str]:
        """The file's hash in eights, to be compared by eye."""
        return [self.made.sha256[place : place + 8] for place in range(0, 64, 8)]


def checked(code: str) -> Checked | None:
    """The extract of a code as it was typed; None when none was made. Three queries."""
    made = Extract.objects.filter(code="".join(code.split()).upper()).first()
    record = get(made.register, made.record_id) if made else None
    if made is None or record is None:
        return None
    kept = definitions.definition_of(made.register)
    return Checked(
        made,
        Agency.objects.values_list("name_vi", flat=True).get(id=made.agency_id),
        {"vi": kept.name.vi, "en": kept.name.en},
        number_text(record),
        record.revision == made.revision,
        record.state == "in_force",
    )
