"""What tests of officers' sign-on do as a person would: type the password, read the code off the app."""

import re
import time
from datetime import date

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from motcua.city.models import Account, Appointment, Post

PASSWORD = "Một mật khẩu 9 đủ dài"


def officer(username: str = "tranthilan", name: str = "Trần Thị Lan", *, post: str = "specialist") -> Account:
    """An officer in some post of this kind; without a kind in none."""
    account = Account.objects.create_user(
        username, password=PASSWORD, kind=Account.Kind.OFFICER, display_name=name
    )
    if post:
        seat = Post.objects.filter(kind=post, agency__key="ubnd-thanh-pho").first()
        Appointment.objects.create(account=account, post=seat, valid_from=date(2025, 7, 1))
    return account


def browser(**headers: str) -> Client:
    return Client(headers={"host": "localhost:8000", **headers})


def try_password(client: Client, password: str = PASSWORD, username: str = "tranthilan", **more):
    return client.post("/dang-nhap/can-bo", {"username": username, "password": password, **more})


def code_of(secret: str, step: int = 0) -> str:
    """What the app shows now, or so many steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + step))


def secret_on(page) -> str:
    found = re.search(r'<code class="se-secret"[^>]*>([A-Z2-7 ]+)</code>', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def set_up(client: Client, username: str = "tranthilan", **more) -> tuple[str, list[str], object]:
    """Sign in for the first time: the app's secret, the recovery codes, and the page that showed them.

    The code used is of the step before, so that the present one is still good afterwards.
    """
    assert try_password(client, username=username, **more)["Location"] == "/dang-nhap/thiet-lap"
    secret = secret_on(client.get("/dang-nhap/thiet-lap"))
    page = client.post("/dang-nhap/thiet-lap", {"code": code_of(secret, -1)})
    assert page.status_code == 200, page.content.decode()
    return secret, re.findall(r"<li><code>([A-Z0-9-]+)</code>", page.content.decode()), page


def second(client: Client, code: str):
    return client.post("/dang-nhap/lop-hai", {"code": code})
