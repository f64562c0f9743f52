"""These tests build the city of 2025, in which no procedure of 2026 has been published yet."""

import pytest
from django.db import connection

from tests.empty_city import _without_the_small_city

__all__ = ["_without_the_small_city"]


@pytest.fixture(autouse=True)
def _before_2026(_without_the_small_city, request):
    if "db" in request.fixturenames:
        with connection.cursor() as cursor:
            cursor.execute("truncate catalogue_procedureversion cascade")
