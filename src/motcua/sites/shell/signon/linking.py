"""From claims to an account of ours. The PIN alone links; an e-mail address or a phone number never does."""

import logging

from django.db import transaction

from motcua.city import identities
from motcua.city.models import Account, Organisation, Person
from motcua.foundation import text
from motcua.sites.shell.signon.claims import Claims, Difference, differences

log = logging.getLogger(__name__)


@transaction.atomic
def link(claims: Claims) -> tuple[Account, list[Difference]]:
    """The account of this PIN (and organisation), made with its person when new. Two to a dozen statements.

    A person whom we know under another name or birth date is left as registered: the difference is returned,
    and logged without the values, for the data-quality desk.
    Raises: AccountTaken when the subject already signs on somebody else.
    """
    if (taken := Account.objects.filter(username=claims.subject).select_related("person").first()) and (
        taken.person is None or taken.person.pin != claims.pin
    ):
        raise identities.AccountTaken(claims.subject)
    person, made = Person.objects.get_or_create(pin=claims.pin, defaults=_person_fields(claims))
    found = [] if made else differences(claims, person.full_name, person.birth_date, text.name_key)
    organisation = _organisation(claims, person)
    account = (
        Account.objects.filter(kind=Account.Kind.RESIDENT, person=person, organisation=organisation)
        .order_by("pk")
        .first()
    )
    if account is None:
        account = _new_account(claims, person, organisation)
    if found:
        fields = ", ".join(one.field for one in found)
        log.warning("data quality: person %s differs from the national identity in %s", person.pk, fields)
    return account, found


def _new_account(claims: Claims, person: Person, organisation: Organisation | None) -> Account:
    if organisation is None:
        return identities.resident_account(person, claims.subject)
    # A provider may name one subject for a person, whomever she acts for
    account = identities.resident_account(person, f"{claims.subject}/{organisation.number}")
    account.organisation = organisation
    account.save(update_fields=["organisation"])
    return account


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


def _organisation(claims: Claims, person: Person) -> Organisation | None:
    """The organisation of the claims. Its representative stays as registered; the identity's word counts where none is."""
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
    if claims.org_representative == claims.pin and organisation.representative_id is None:
        organisation.representative = person
        organisation.save(update_fields=["representative"])
    elif claims.org_representative == claims.pin and organisation.representative_id != person.pk:
        log.warning(
            "data quality: organisation %s has another representative by the identity", organisation.pk
        )
    return organisation
