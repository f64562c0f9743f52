"""From claims to an account of ours. The PIN alone links; an e-mail address or a phone number never does."""

import logging

from django.db import transaction

from motcua.city.models import Account, Organisation, Person
from motcua.foundation import text
from motcua.sites.shell.signon.claims import Claims, Difference, differences

log = logging.getLogger(__name__)


@transaction.atomic
def link(claims: Claims) -> tuple[Account, list[Difference]]:
    """The account of this PIN (and organisation), made with its person when new. Two to seven statements.

    A person whom we know under another name or birth date is left as registered: the difference is returned,
    and logged without the values, for the data-quality desk.
    Raises SubjectTaken.
    """
    person, made = Person.objects.get_or_create(pin=claims.pin, defaults=_person_fields(claims))
    found = [] if made else differences(claims, person.full_name, person.birth_date, text.name_key)
    organisation = _organisation(claims)
    account = (
        Account.objects.filter(kind=Account.Kind.RESIDENT, person=person, organisation=organisation)
        .order_by("pk")
        .first()
    )
    if account is None:
        account, _ = Account.objects.get_or_create(
            username=claims.subject,
            defaults={
                "kind": Account.Kind.RESIDENT,
                "display_name": person.full_name,
                "email": claims.email,
                "person": person,
                "organisation": organisation,
                "password": "!",
            },
        )
    if account.person_id != person.pk:
        # The provider gave one subject to two people: never sign one in as the other.
        raise SubjectTaken
    if found:
        fields = ", ".join(one.field for one in found)
        log.warning("data quality: person %s differs from the national identity in %s", person.pk, fields)
    return account, found


class SubjectTaken(Exception):
    """The subject of the token already belongs to an account of another person."""


def _person_fields(claims: Claims) -> dict[str, object]:
    return {
        "full_name": claims.full_name,
        "search_key": text.fold(claims.full_name),
        "sort_key": text.sort_key(claims.full_name),
        "birth_date": claims.birth_date,
        "sex": claims.sex,
        "phone": claims.phone,
        "email": claims.email,
    }


def _organisation(claims: Claims) -> Organisation | None:
    if not claims.org_code:
        return None
    organisation, _ = Organisation.objects.get_or_create(
        number=claims.org_code,
        defaults={
            "name": claims.org_name,
            "search_key": text.fold(claims.org_name),
            # The identity does not say which kind; the business register corrects it.
            "kind": Organisation.Kind.ENTERPRISE,
        },
    )
    return organisation
