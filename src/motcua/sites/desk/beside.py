"""The second pane: another paper, the register's extract of the owner, or another dossier of the same person.

Opening the extract or the other dossier is a look at somebody's data and is noted as one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.city import identities
from motcua.foundation import audit
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.records import population
from motcua.records.papers.models import StoredFile
from motcua.sites.desk import rights, sheets, showing
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.desk.printing import purpose_of
from motcua.sites.shell.wording import date_words

EXTRACT = "dan-cu"
MORE = "khac"
OTHERS = 6
"""Other dossiers of the same person that are offered, newest first."""
FACTS = (
    ("full_name", "Họ, chữ đệm, tên", "Full name"),
    ("pin", "Số định danh cá nhân", "Personal number"),
    ("birth", "Ngày sinh", "Born"),
    ("sex_words", "Giới tính", "Sex"),
    ("ethnicity", "Dân tộc", "Ethnic group"),
    ("nationality", "Quốc tịch", "Nationality"),
    ("hometown", "Quê quán", "Home town"),
    ("birth_place", "Nơi sinh", "Place of birth"),
    ("permanent_residence", "Nơi thường trú", "Permanent residence"),
    ("temporary_residence", "Nơi tạm trú", "Temporary residence"),
    ("present_residence", "Nơi ở hiện tại", "Present residence"),
    ("marital_status_words", "Tình trạng hôn nhân", "Marital status"),
    ("father.full_name", "Cha", "Father"),
    ("mother.full_name", "Mẹ", "Mother"),
    ("spouse.full_name", "Vợ hoặc chồng", "Spouse"),
)


@officer_page
def beside(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The pane alone, to be put into a page that is being worked on: what was typed there stays."""
    found = rights.dossier_for(officer.powers, code)
    lying = sheets.on_the_desk(
        found,
        compiled_version(found.version_id),
        request.GET.get("viec", ""),
        papers_of(found),
        documents_of(found),
    )
    return render(
        request,
        "desk/_beside.html",
        {
            "d": found,
            "canh": pane(request, officer, found, lying),
            "choices": choices(officer, found, lying, request, full=True),
        },
    )


def papers_of(found: Dossier) -> list[dict[str, Any]]:
    """The dossier's papers with their files. Two queries."""
    components = list(Component.objects.filter(dossier_id=found.id).order_by("id"))
    numbers = [number for row in components for number in row.files]
    files = {file.uuid: file for file in StoredFile.objects.filter(uuid__in=numbers)} if numbers else {}
    return showing.papers(found, components, files)


def documents_of(found: Dossier) -> list[Document]:
    """Forms and results, newest first. One query."""
    return list(Document.objects.select_related("file").filter(dossier_id=found.id).order_by("-id"))


def choices(
    officer: Officer, found: Dossier, lying: list[dict[str, Any]], request: HttpRequest, *, full: bool
) -> list[dict[str, Any]]:
    """What can be laid beside, as links. With `full` also the owner's other dossiers, for one query more; without,
    a link that asks for them, so that opening a dossier does not wait for what is seldom wanted."""
    kept = {name: request.GET[name] for name in ("viec", "ds", "tep", "trang") if request.GET.get(name)}

    def link(key: str, label: Any, hint: str = "") -> dict[str, Any]:
        query = urlencode({**kept, "canh": key})
        return {
            "key": key,
            "label": label,
            "hint": hint,
            "href": f"{reverse('desk:dossier', args=[found.code])}?{query}",
            "part": f"{reverse('desk:beside', args=[found.code])}?{query}",
        }

    offered = [link(f"tep:{sheet['key']}", sheet["title"]) for sheet in lying[1:] + lying[:1]]
    if found.owner_id:
        offered.append(
            link(EXTRACT, {"vi": "Trích dữ liệu dân cư của chủ hồ sơ", "en": "Population data of the owner"})
        )
        if not full:
            offered.append(
                link(MORE, {"vi": "Hồ sơ khác của người này", "en": "Other dossiers of this person"})
            )
    if not full:
        return offered
    offered += [
        link(
            f"ho-so:{other.code}",
            compiled_version(other.version_id).definition.name,
            f"{other.code} · {date_words(other.submitted_at.date())}",
        )
        for other in others(officer, found)
    ]
    return offered


def others(officer: Officer, found: Dossier) -> list[Dossier]:
    """Other dossiers of the same owner that are this officer's business, under whichever number the owner was known.

    Two queries, on the owner's index.
    """
    if not found.owner_id:
        return []
    ids = identities.together(found.owner_id)
    rows = Dossier.objects.filter(rights.concerned(officer.powers), owner_id__in=ids)
    return list(rows.exclude(id=found.id).order_by("-id")[:OTHERS])


def pane(
    request: HttpRequest, officer: Officer, found: Dossier, lying: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """What the address wants beside; None for nothing, or for what is not this officer's to see."""
    kind, _, key = request.GET.get("canh", "").partition(":")
    if kind == "tep":
        if all(sheet["key"] != key for sheet in lying):
            return None
        return {"kind": "sheet", "sheet": sheets.opened(lying, key, request.GET.get("trang-canh", "1"))}
    if kind == EXTRACT and found.owner:
        _note(officer, found, found, "population")
        return {"kind": "rows", "title": FOR_EXTRACT, "sections": [{"title": "", "rows": _extract(found)}]}
    if kind == "ho-so":
        other = next((one for one in others(officer, found) if one.code == key), None)
        return _other(officer, found, other) if other else None
    return None


FOR_EXTRACT = {"vi": "Dữ liệu dân cư của chủ hồ sơ", "en": "Population data of the owner"}


def _other(officer: Officer, found: Dossier, other: Dossier) -> dict[str, Any]:
    procedure = compiled_version(other.version_id)
    _note(officer, found, other, "dossier")
    facts: Mapping[str, Any] = {}
    return {
        "kind": "rows",
        "title": procedure.definition.name,
        "code": other.code,
        "status": other.status,
        "sections": showing.sections(procedure, other, facts, officer.now.date()),
    }


def _extract(found: Dossier) -> list[dict[str, Any]]:
    """One query."""
    assert found.owner is not None
    facts = population.facts_for(found.owner)
    rows = []
    for key, vi, en in FACTS:
        value = facts.get(f"population.{key}")
        if value not in (None, ""):
            shown = date_words(value) if isinstance(value, date) else str(value)
            rows.append({"label": {"vi": vi, "en": en}, "value": shown})
    return rows


def _note(officer: Officer, found: Dossier, seen: Dossier, what: str) -> None:
    """The purpose is the work on the dossier that is compared with."""
    audit.log_read(
        officer.actor,
        [seen.owner_id],
        purpose=purpose_of(found),
        what=what,
        code="dossier",
        at=officer.now,
        dossier_code=seen.code,
    )
