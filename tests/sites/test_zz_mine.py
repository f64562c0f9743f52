import pytest

from tests.sites import access_city
from tests.sites.access_city import ROLES
from tests.sites.test_access_matrix import rows

pytestmark = pytest.mark.django_db
MINE = ("doi-khop", "dot-luu-dong", "dat-lich-luu-dong")


def test_mine(city):
    assert {r for r in access_city.routes() if r.startswith(MINE)} == {
        r for r in rows() if r.startswith(MINE)
    }
    things = access_city.build()
    wrong = []
    for route, lines in rows().items():
        if not route.startswith(MINE):
            continue
        for row in lines:
            for role, expected in zip(ROLES, row.expected, strict=True):
                got = things.status(role, row.method, row.path, None)
                if got != expected:
                    wrong.append(f"{row.method} {route}: {ROLES[role]} gets {got}, not {expected}")
    assert wrong == []
