"""What is checked at the moment of certifying, besides the power itself: nobody certifies for himself or a relative.

That the power is valid now, covers the procedure and the case, and that the signer is active, is asked for every
result (`dossiers.results`). Source: NĐ 23/2015 Đ9; NQ 31/2024/NQ-HĐND Hà Nội.
"""

from motcua.city.authority import NotAllowed
from motcua.foundation.text import fold
from motcua.procedures.certification import rules
from motcua.procedures.certification.models import Declaration
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.holding import people_of
from motcua.procedures.dossiers.results import Signing
from motcua.records import population

NO_INTEREST = "no_interest"
"""The point of the signing step's checklist by which the certifier declares it."""


class OwnInterest(ChangeRefused):
    """The certifier is a party, or a relative of one, as far as the registers know."""

    code = "own-interest"
    vi = "Không được chứng thực việc liên quan đến bản thân hoặc người thân của mình (Nghị định 23/2015, Điều 9)."
    en = "Nobody certifies what concerns himself or a relative (Decree 23/2015, Article 9)."


def check(signing: Signing) -> None:
    """Refuse what may not be certified by this person, and keep the declaration. Five statements at most.

    Raises: OwnInterest, NotAllowed (a power that may not be lent).
    """
    held, grant, account = signing.held, signing.grant, signing.account
    code = held.dossier.procedure_code
    if grant.lent and not rules.may_be_lent(grant.power, code):
        raise NotAllowed(
            "Chứng thực chữ ký người dịch không được ủy quyền: người có thẩm quyền phải tự ký.",
            "The certification of translators' signatures is not lent: who has the power signs.",
        )
    signer = account.person
    if signer is not None and people_of(held.dossier) & {signer.pk, *_relatives(signer.pin)}:
        raise OwnInterest
    declared = next((one for one in held.step.step.checklist if one.id == NO_INTEREST), None)
    if declared is not None:
        # the step is not left before every point of its checklist is ticked (`changes.checklist`)
        Declaration.objects.create(
            dossier_code=held.dossier.code,
            account=account,
            post_id=grant.post.post_id,
            power_ids=list(grant.chain),
            words=declared.vi,
            at=signing.at,
        )


def _relatives(pin: str) -> set[int]:
    """Parents, spouse, children and household of the certifier, as the registers know them. Three queries."""
    family = population.family(pin) if pin else None
    if family is None:
        return set()
    near = [family.father, family.mother, family.spouse, *family.children, *family.household]
    return {person.pk for person in near if person is not None}


def folded(*parts: str) -> str:
    """What a book is searched by."""
    return " ".join(fold(part) for part in parts if part)
