"""Whether somebody asked that their data not be used for a purpose; asked by rooms before they do what no law orders.

Readers today: answers to lenders (`exchange.credit_trust`), invitations to surveys and studies. Handling dossiers and keeping
registers are orders of law and go on (Luật Bảo vệ dữ liệu cá nhân 2025 Đ.19).
"""

from datetime import datetime

from django.db.models import Q

from motcua.records.subject_requests.models import Mark, SubjectRequest

PURPOSES = {
    "credit-trust": ("Trả lời ngân hàng, bên cho vay", "Answers to banks and lenders"),
    "research": ("Mời khảo sát, nghiên cứu", "Invitations to surveys and studies"),
    "publish-image": ("Đăng tên, hình ảnh", "Showing name and picture"),
}
"""What may be restricted or objected to one by one; the same keys as the texts of consents."""


def restricted(person_id: int, purpose: str) -> bool:
    """Whether this use of the person's data is stopped now. One query, by index."""
    rows = Mark.objects.filter(person_id=person_id, lifted_at=None)
    return rows.filter(Q(purpose="") | Q(purpose=purpose)).exists()


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
    """The person allows it again; how many marks end. One statement."""
    return Mark.objects.filter(person_id=person_id, purpose=purpose, lifted_at=None).update(lifted_at=at)


def of_person(person_id: int) -> list[Mark]:
    """What is stopped for a person now, newest first. One query."""
    return list(Mark.objects.filter(person_id=person_id, lifted_at=None).order_by("-id"))
