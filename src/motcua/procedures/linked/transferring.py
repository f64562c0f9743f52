"""A set on paper goes from one agency to the next with a slip that names the work and the limit of each.

Source: NĐ 61/2018 Đ19 k6 (sequential handling of paper sets); NĐ 118/2025 (one working day for a paper transfer).
"""

from datetime import datetime

from motcua.foundation.actor import SYSTEM
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import papers_made
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.procedures.dossiers.office import office
from motcua.procedures.linked.models import LinkedItem, State
from motcua.records.documents import forms

RESULTS = {
    State.DONE: "Đã có kết quả",
    State.FAILED: "Không có kết quả",
    State.HALTED: "Dừng",
    State.DROPPED: "Không yêu cầu",
}


def slip(parent: Held, held: Held, item: LinkedItem, items: dict[str, LinkedItem], at: datetime) -> Document:
    """The slip of the part that begins now: who hands over, what is enclosed, who takes part. Two queries."""
    children = Dossier.objects.in_bulk([one.dossier_id for one in items.values()])
    before = items.get(item.follows)
    giver = children[before.dossier_id].competent_agency_id if before else parent.dossier.intake_agency_id
    enclosed = list(
        Component.objects.filter(dossier=held.dossier).exclude(source=Component.Source.DATA)
        .order_by("id").values_list("name", flat=True)
    )  # fmt: skip
    return papers_made.transfer_slip(
        held,
        office(giver).name_vi,
        parent.dossier,
        parent.compiled.definition.name.vi,
        [
            _leg(one, held.dossier if one is item else children[one.dossier_id], item)
            for one in items.values()
        ],
        enclosed,
        SYSTEM,
        at,
    )


def _leg(one: LinkedItem, child: Dossier, here: LinkedItem) -> forms.TransferLeg:
    compiled = compiled_version(child.version_id)
    number = f"{RESULTS[State(one.state)]}, số {one.decided['number']}" if one.decided.get("number") else ""
    return forms.TransferLeg(
        work=compiled.definition.name.vi,
        agency=office(child.competent_agency_id).name_vi,
        limit=papers_made.limit_words(compiled.limit(child.case_id)),
        result=number or RESULTS.get(State(one.state), ""),
        here=one is here,
    )
