"""For tests that build their own city: the tables are emptied inside the test's transaction and come back after.

Those of the same file that ask for the `city` keep it.
"""

import pytest
from django.db import connection

from motcua.city.places import finding


@pytest.fixture(autouse=True)
def _without_the_small_city(request):
    marker = request.node.get_closest_marker("django_db")
    if (marker is None and "db" not in request.fixturenames) or "city" in request.fixturenames:
        return
    if marker is not None and marker.kwargs.get("transaction"):
        return
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        # a truncation is undone by the roll-back that ends the test
        cursor.execute(
            "truncate city_unit, city_agency, city_person, city_account, city_workcalendar, city_power cascade"
        )
    finding.forget()
