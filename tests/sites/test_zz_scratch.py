import pytest

from tests.sites import access_city
from tests.sites import test_access_matrix as m

pytestmark = pytest.mark.django_db


def test_scratch(city):
    things = access_city.build()
    out = open("/tmp/walk.txt", "w")
    for route, lines in m.rows().items():
        for row in lines:
            got = {}
            for role, expected in zip(access_city.ROLES, row.expected):
                if expected not in ("ok", "go", "bad", "409"):
                    continue
                w = things.status(role, row.method, row.path, things.act if "/viec/" in row.path else None)
                got.setdefault((w, things.looks, things.shows), []).append(role)
            out.write(
                f"{row.method} {row.path} :: "
                + "; ".join(f"{w}/{l}{'!' if s else ''} {','.join(r)}" for (w, l, s), r in got.items())
                + "\n"
            )
