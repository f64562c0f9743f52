"""What every page of the room needs: which registers the officer reads, and for which purpose it works now."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from motcua.city.models import Unit
from motcua.records import registers
from motcua.records.registers import access
from motcua.records.registers.definition import RegisterDefinition
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import both

KEY = "registers_purpose"
"""In the session: what the officer looks records up for, until it says otherwise."""


@dataclass(frozen=True, slots=True)
class Reader:
    """An officer with the registers that its post reads. `purpose`: empty until it is said."""

    officer: Officer
    readable: dict[str, access.Readable]
    purpose: str

    @property
    def purposes(self) -> list[str]:
        """What this post may look records up for, in any register."""
        return list(dict.fromkeys(one for mine in self.readable.values() for one in mine.purposes))

    def definitions(self, *, for_purpose: bool = True) -> list[RegisterDefinition]:
        """The registers that are read, for the present purpose when one is said."""
        return [
            registers.definition_of(key)
            for key, mine in self.readable.items()
            if not (for_purpose and self.purpose) or self.purpose in mine.purposes
        ]


def register_page[**P](
    view: Callable[Concatenate[HttpRequest, Reader, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for officers whose post reads at least one register; everybody else sees 403."""

    @officer_page
    @wraps(view)
    def page(request: HttpRequest, officer: Officer, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        mine = {
            kept.register: found
            for kept in registers.all_definitions()
            if (found := access.may_read(officer.actor, kept, officer.now))
        }
        if not mine:
            return render(request, "403.html", status=403)
        reader = Reader(officer, mine, "")
        said = request.session.get(KEY, "")
        if said in reader.purposes:
            reader = Reader(officer, mine, said)
        return view(request, reader, *args, **kwargs)

    return page


def frame(reader: Reader, **more: Any) -> dict[str, Any]:
    """The context around the content. `purposes`: to be chosen from, with the present one."""
    return page_context(
        reader.officer,
        reverse("registers:search"),
        purpose=reader.purpose,
        purposes=reader.purposes,
        **more,
    )


type Faults = dict[str, tuple[str, str]]
"""What is wrong with an answer, by its question, in both languages."""


def told(faults: Faults, name: str) -> dict[str, str]:
    """The fault of a question for its field; empty when there is none."""
    return both(*faults[name]) if name in faults else {}


def communes() -> list[Unit]:
    """The communes of today, by name. One query."""
    rows = Unit.objects.filter(code_list="2025", level=Unit.Level.COMMUNE, valid_to=None).order_by(
        "sort_key", "code"
    )
    return list(rows.only("code", "full_name_vi"))
