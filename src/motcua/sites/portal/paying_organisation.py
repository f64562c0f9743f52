"""The questions "is this paid in the name of an organisation, and which": beside the ways to pay, and at the counter."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from motcua.foundation import clock
from motcua.money.invoices import paying_for
from motcua.money.invoices.changing import Faulty, NotPossible
from motcua.money.invoices.paying_for import Told
from motcua.money.models import Order
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import both

ASKED, WANTED = "to-chuc-co", "to-chuc"
"""That the questions stood on the page at all, and that an organisation is wanted."""
NAMES = {"name": "to-chuc-ten", "tax_code": "to-chuc-mst", "address": "to-chuc-dia-chi"}


def wanted(request: HttpRequest) -> bool:
    return request.POST.get(WANTED) == "1"


def typed(request: HttpRequest) -> Told:
    """What stands in the boxes, as it was typed."""
    given = {field: request.POST.get(name, "")[:600] for field, name in NAMES.items()}
    return Told(**given)


def take(request: HttpRequest, order: Order, by: str) -> dict[str, tuple[str, str]]:
    """Do what was answered: name the organisation, or none; the faults by field. Nothing where it was not asked.

    One query where nothing changes, else four more.
    """
    if request.POST.get(ASKED) != "1":
        return {}
    known = paying_for.of(order)
    told = paying_for.tidy(typed(request))
    try:
        if not wanted(request):
            if known is not None:
                paying_for.forget(order)
        elif known is None or (known.name, known.tax_code, known.address) != (
            told.name,
            told.tax_code,
            told.address,
        ):
            paying_for.name(order, told, by, clock.now())
    except Faulty as faulty:
        return faulty.fields
    except NotPossible:
        return {}  # paid meanwhile: what comes next says so
    return {}


def shown(
    request: HttpRequest,
    order: Order,
    suggested: Told | None = None,
    faults: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """The questions for `portal/_organisation.html`: what was typed, else what is named, else `suggested`. One query for GET."""
    if request.POST.get(ASKED) == "1":
        told, yes = typed(request), wanted(request)
    else:
        known = paying_for.of(order)
        told = Told(known.name, known.tax_code, known.address) if known else suggested or Told()
        # a register's number that is no tax code must not stand in the way of paying
        yes = known is not None or (suggested is not None and not paying_for.faults_of(suggested))
    said = {name: both(vi, en) for name, (vi, en) in (faults or {}).items()}
    fields = [
        Field(
            NAMES["name"], "text", both("Tên tổ chức", "Name of the organisation"), value=told.name,
            error=said.get("name", ""), max_length=400, autocomplete="organization",
        ),
        Field(
            NAMES["tax_code"], "text", both("Mã số thuế", "Tax code"), value=told.tax_code, max_length=20,
            hint=both("10 chữ số; chi nhánh thêm 3 chữ số sau dấu gạch.", "10 digits; a branch has 3 more after a hyphen."),
            error=said.get("tax_code", ""), width="m", autocomplete="off", attributes={"inputmode": "numeric"},
        ),
        Field(
            NAMES["address"], "text", both("Địa chỉ đăng ký", "Registered address"), value=told.address,
            error=said.get("address", ""), max_length=500, autocomplete="off",
        ),
    ]  # fmt: skip
    return {"yes": yes, "open": yes or bool(said), "fields": fields, "asked": ASKED, "wanted": WANTED}
