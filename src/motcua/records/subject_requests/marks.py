"""Whether somebody asked that their data not be used for a purpose; asked by rooms before they do what no law orders.

Readers: answers to lenders (`exchange.credit_trust`), invitations to surveys and studies, forms filled by the city
(`sites.portal.resident`, `sites.desk.known_people`), officers' searches without a matter of the person (`sites.population`),
answers to other systems (`exchange.data_services`). Handling dossiers and keeping registers are orders of law and go on (Luật
Bảo vệ dữ liệu cá nhân 2025 Đ.19).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from motcua.city import identities
from motcua.records.subject_requests.models import Mark, SubjectRequest

PREFILL, LOOKING_UP, DATA_SHARING = "prefill", "looking-up", "data-sharing"
PURPOSES = {
    "credit-trust": ("Trả lời ngân hàng, bên cho vay", "Answers to banks and lenders"),
    "research": ("Mời khảo sát, nghiên cứu", "Invitations to surveys and studies"),
    "publish-image": ("Đăng tên, hình ảnh", "Showing name and picture"),
    PREFILL: (
        "Điền sẵn vào tờ khai của bạn và của người thân",
        "Filling it into your forms and your relatives'",
    ),
    LOOKING_UP: ("Cán bộ tra cứu khi bạn không có hồ sơ", "Officers' searches without a dossier of yours"),
    DATA_SHARING: ("Trả lời hệ thống khác theo thỏa thuận", "Answers to other systems under an agreement"),
}
"""What may be restricted or objected to one by one; the first three are purposes of consents too."""


def restricted(person_id: int, purpose: str) -> bool:
    """Whether this use of the person's data is stopped now. Two queries, by index."""
    return bool(restricted_among([person_id], purpose))


def restricted_among(person_ids: Iterable[int], purpose: str) -> set[int]:
    """Of these persons, those whose data are not used for this; under whichever number they asked. Two queries, by index."""
    ids = identities.together_of(person_ids)
    if not ids:
        return set()
    rows = Mark.objects.filter(
        person_id__in={one for all_of in ids.values() for one in all_of}, lifted_at=None
    )
    stopped = set(rows.filter(Q(purpose="") | Q(purpose=purpose)).values_list("person_id", flat=True))
    return {one for one, all_of in ids.items() if not stopped.isdisjoint(all_of)}


def put(request: SubjectRequest, at: datetime) -> int:
    """The marks that a granted request leaves, one for each purpose it names; how many are new. One statement."""
    made = Mark.objects.bulk_create(
        [
            Mark(person_id=request.person_id, purpose=purpose, request=request, since=at)
            for purpose in (request.scope or [""])
        ],
        ignore_conflicts=True,
    )
    return len(made)


def lift(person_id: int, purpose: str, at: datetime) -> int:
    """The person allows it again, under whichever number it was asked; how many marks end. Two statements."""
    mine = identities.together(person_id)
    return Mark.objects.filter(person_id__in=mine, purpose=purpose, lifted_at=None).update(lifted_at=at)


def of_person(person_id: int) -> list[Mark]:
    """What is stopped for a person now, newest first, each purpose once. Two queries."""
    rows = Mark.objects.filter(person_id__in=identities.together(person_id), lifted_at=None).order_by("-id")
    return list({row.purpose: row for row in reversed(rows)}.values())[::-1]
