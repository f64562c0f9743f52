"""A partner system and an officer's program, as tests call the machine interface."""

import uuid
from datetime import timedelta

import orjson
from django.test import Client

from motcua.city import authority, partners
from motcua.city.models import Account, PartnerToken, Person, Post
from motcua.foundation import clock
from motcua.project.demo import account_of

COPY = "2.000815"
EVERYTHING_OF_A_PARTNER = [
    "catalogue:read", "dossiers:submit", "dossiers:read", "reports:read", "reports:submit",
    "registers:read", "credit-trust:ask",
]  # fmt: skip


def token_for(*scopes: str, username: str = "partner.hospital", procedures=(), days: int = 30) -> str:
    """A token in clear of a partner system."""
    account, _ = Account.objects.get_or_create(
        username=username,
        defaults={"display_name": "Bệnh viện Phụ sản", "kind": Account.Kind.PARTNER, "password": "!"},
    )
    clear, _ = partners.issue(
        "Khai sinh",
        account,
        list(scopes) or EVERYTHING_OF_A_PARTNER,
        at=clock.now(),
        valid_for=timedelta(days=days),
        procedures=list(procedures),
    )
    return clear


def officer_token(key: str, *scopes: str, procedures=()) -> str:
    """A token bound to the first post of a demo officer."""
    account, at = account_of(key), clock.now()
    post = authority.actor_for(account, at).post_id
    clear, _ = partners.issue(
        f"Phần mềm của {key}",
        account,
        list(scopes) or ["tasks:read", "tasks:act", "dossiers:read"],
        at=at,
        valid_for=timedelta(days=30),
        post=Post.objects.get(id=post),
        procedures=list(procedures),
    )
    return clear


class Caller:
    """A client with a token."""

    def __init__(self, token: str | None) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, purpose: str | None = None, **query):
        headers = {**self.headers, **({"X-Purpose": purpose} if purpose else {})}
        return self.client.get(f"/api/v1{path}", query_params=query, headers=headers)

    def post(self, path: str, body=None, raw: bytes | None = None):
        data = raw if raw is not None else orjson.dumps(body if body is not None else {})
        return self.client.post(f"/api/v1{path}", data, content_type="application/json", headers=self.headers)


def copy_request(**changed) -> dict:
    """A request for two certified copies, filed by a hospital for a person of the register."""
    person = Person.objects.select_related("unit").get(id=account_of("resident").person_id)
    request = {
        "id": str(uuid.uuid4()),
        "procedure": COPY,
        "applicant": {"full_name": person.full_name, "pin": person.pin, "unit": person.unit.code},
        "answers": {
            "applicant_name": person.full_name,
            "applicant_phone": "0912345678",
            "copy_form": "paper",
            "originals": [{"title": "Bằng tốt nghiệp", "pages": 3, "copies": 2, "issued_by_foreign": False}],
        },
    }
    return {**request, **changed}


def revoke_all() -> None:
    PartnerToken.objects.update(revoked_at=clock.now())
    partners.forget()
