"""The till on the pages: cash taken at the desk lies in the drawer, is counted, handed over by two and deposited."""

import re

import pytest

from motcua.city.hall import layout
from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.models import Order
from motcua.money.till.models import CardPayment, Deposit, Drawer, HandOver, Rule
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from motcua.sites.hall.setting_up import STANDARD
from tests.procedures import people
from tests.sites.desk_people import MONDAY, at_desk, page_of, press

pytestmark = pytest.mark.django_db
HERE, CHIEF = "/quay/thu-tien/", "/quay/ban-giao/"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def owing() -> Dossier:
    """A dossier handed in at the ward's counter whose fee is due."""
    clock.set_for_test(MONDAY)
    by = people.resident(MONDAY)
    return people.filed(people.COPY, by=by) if hasattr(people, "filed") else people.filed_birth(MONDAY)


@pytest.fixture
def bank(settings):
    settings.BANK = {"BIN": "970436", "ACCOUNT": "0123499999", "HOLDER": "TT", "BANK": "Vietcombank", "KEY": "k"}
