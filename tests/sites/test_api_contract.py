"""Whatever is sent to the machine interface, it answers: no call ends in an error of ours."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings

from motcua.city import partners
from motcua.project import slim
from motcua.project.wsgi import application
from motcua.sites.api import filing
from motcua.sites.api.interface import description
from tests.sites.api_calls import officer_token, token_for

schema = schemathesis.openapi.from_dict(description())
schema.app = application


@pytest.fixture
def tokens(city, monkeypatch):
    """Calls go through WSGI, whose signals would close the connection that the test rolls back; so would the short way."""
    monkeypatch.setattr(slim, "close_old_connections", lambda: None)
    ours = close_old_connections
    for signal in (request_started, request_finished):
        signal.disconnect(ours)
    yield _tokens()
    for signal in (request_started, request_finished):
        signal.connect(ours)


def _tokens():
    partners.forget()
    filing.forget()
    return {
        "partner": token_for(),
        "officer": officer_token("counter"),
    }


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_no_call_ends_in_an_error_of_ours(case, tokens):
    officers = case.path.startswith("/api/v1/tasks")
    token = tokens["officer" if officers else "partner"]
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
    response = case.call()
    assert response.status_code < 500, response.text
