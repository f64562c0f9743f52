"""Second factors of officers: codes of an app, passkeys, recovery codes. Rows and protocols are allauth's.

Codes of an app count once, in every process: the last one used stands in the row. Recovery codes are kept as hashes.
"""

import base64
import hashlib
import hmac
import io
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from motcua.city.models import Account
from motcua.foundation.sealing import KeyMissing, NotWhole, is_newest, open_text, seal_text
from motcua.foundation.sealing.rotation import Turned

COLUMN = "mfa_authenticator.data"
STEP_S = 30
DRIFT = 1
"""Steps by which a telephone's clock may differ."""
CODES = 10
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
TOTP, PASSKEY, RECOVERY = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)
MOST_PASSKEYS = 10


class FactorAdapter(DefaultMFAAdapter):
    """How the city calls itself to telephones and keys."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        from allauth.core import context

        return {"id": context.request.get_host().partition(":")[0], "name": "Một Cửa"}

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)


@dataclass(frozen=True, slots=True)
class Owned:
    """What an account can prove itself with. `rows`: everything but recovery codes, oldest first."""

    rows: tuple[Authenticator, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        return bool(self.rows)

    @property
    def totp(self) -> bool:
        return any(row.type == TOTP for row in self.rows)

    @property
    def passkey(self) -> bool:
        return any(row.type == PASSKEY for row in self.rows)


def owned(account: Account) -> Owned:
    """The factors of an account. One statement."""
    rows = list(Authenticator.objects.filter(user_id=account.pk).order_by("pk"))
    codes = next((row for row in rows if row.type == RECOVERY), None)
    left = len(codes.data["hashes"]) if codes else 0
    return Owned(tuple(row for row in rows if row.type != RECOVERY), left)


def fresh_secret() -> str:
    """A secret for an app: 160 random bits in base 32."""
    return generate_totp_secret()


def picture(account: Account, secret: str) -> str:
    """The secret as a QR code, for an image's `src`."""
    out = io.BytesIO()
    segno.make(get_adapter().build_totp_url(account, secret), error="m", micro=False).save(
        out, kind="svg", scale=5, border=3, xmldecl=False, dark="#000", light="#fff"
    )
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def counter_of(secret: str, code: str, now: float, after: int = -1) -> int | None:
    """The step of time for which `code` is right and which is later than `after`; None when it is wrong or was used."""
    typed = "".join(char for char in code if not char.isspace())
    for counter in range(int(now) // STEP_S - DRIFT, int(now) // STEP_S + DRIFT + 1):
        expected = format_hotp_value(hotp_value(secret, counter))
        if hmac.compare_digest(typed.encode(), expected.encode()) and counter > after:
            return counter
    return None


@transaction.atomic
def add_totp(account: Account, secret: str, code: str) -> bool:
    """Keep the app's secret, sealed, when the code is right; an earlier app of the account is replaced."""
    counter = counter_of(secret, code, time.time())
    if counter is None:
        return False
    Authenticator.objects.filter(user_id=account.pk, type=TOTP).delete()
    Authenticator.objects.create(
        user_id=account.pk, type=TOTP, data={"secret": seal_text(secret, COLUMN, account.pk), "last": counter}
    )
    return True


@transaction.atomic
def check_totp(account: Account, code: str) -> bool:
    """Whether the code of the app is right and was not used before. Two statements."""
    row = Authenticator.objects.select_for_update().filter(user_id=account.pk, type=TOTP).first()
    if row is None:
        return False
    secret = open_text(row.data["secret"], COLUMN, account.pk)
    counter = counter_of(secret, code, time.time(), row.data.get("last", -1))
    if counter is None:
        return False
    row.data["last"] = counter
    row.save(update_fields=["data"])
    row.record_usage()
    return True


@transaction.atomic
def new_codes(account: Account) -> list[str]:
    """Ten recovery codes, in clear this once; earlier ones are void."""
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(CODES)
    ]
    Authenticator.objects.filter(user_id=account.pk, type=RECOVERY).delete()
    Authenticator.objects.create(
        user_id=account.pk, type=RECOVERY, data={"hashes": [_hash(account, code) for code in codes]}
    )
    return codes


@transaction.atomic
def check_recovery(account: Account, code: str) -> bool:
    """Whether it is one of the recovery codes; it is used up by this."""
    row = Authenticator.objects.select_for_update().filter(user_id=account.pk, type=RECOVERY).first()
    digest = _hash(account, code)
    if row is None or digest not in row.data["hashes"]:
        return False
    row.data["hashes"].remove(digest)
    row.save(update_fields=["data"])
    row.record_usage()
    return True


def check_code(account: Account, code: str) -> str:
    """Which factor a typed code proves: of the app, or a recovery code; nothing when it is neither."""
    plain = "".join(char for char in code if char.isalnum())
    if len(plain) == 6 and plain.isascii() and plain.isdecimal():
        return TOTP.value if check_totp(account, plain) else ""
    return RECOVERY.value if len(plain) == 10 and check_recovery(account, plain) else ""


def passkey_request(account: Account | None) -> dict[str, Any]:
    """What the browser is asked to sign; the challenge is kept in the session. For anybody's passkey without an account."""
    return json.loads(json.dumps(webauthn.begin_authentication(account)))


def passkey_offer(account: Account) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    return json.loads(json.dumps(webauthn.begin_registration(account, passwordless=True)))


def check_passkey(request: HttpRequest, answer: str, account: Account | None = None) -> Account | None:
    """Whose passkey signed the challenge of this session; None when it did not, or it is not that account's."""
    try:
        said = json.loads(answer)
        webauthn.parse_authentication_response(said)
        user = account or webauthn.extract_user_from_response(said)
        row = webauthn.complete_authentication(user, said)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    row.record_usage()
    return user if isinstance(user, Account) else None


def add_passkey(account: Account, answer: str, name: str) -> bool:
    """Keep a new passkey when the browser's answer fits the challenge of this session and its owner was verified."""
    if Authenticator.objects.filter(user_id=account.pk, type=PASSKEY).count() >= MOST_PASSKEYS:
        return False
    try:
        said = json.loads(answer)
        webauthn.parse_registration_response(said)
        made = webauthn.complete_registration(said)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    if not made.is_user_verified():
        return False
    webauthn.WebAuthn.add(account, name.strip()[:60] or "?", said)
    return True


def remove(account: Account, pk: int) -> str:
    """Take a factor away, never the last one; its kind, or nothing."""
    with transaction.atomic():
        rows = list(
            Authenticator.objects.select_for_update().filter(user_id=account.pk).exclude(type=RECOVERY)
        )
        found = next((row for row in rows if row.pk == pk), None)
        if found is None or len(rows) < 2:
            return ""
        kind = str(found.type)
        found.delete()
        return kind


def turn_keys(tell: Callable[[Turned], None]) -> Turned:
    """Seal every app's secret with the newest key; a row at a time, so that it can be killed and begun again."""
    done, missing, broken = 0, dict[str, int](), 0
    for pk in Authenticator.objects.filter(type=TOTP).order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            try:
                if is_newest(row.data["secret"]):
                    continue
                secret = open_text(row.data["secret"], COLUMN, row.user_id)
            except KeyMissing as error:
                missing[error.key_id] = missing.get(error.key_id, 0) + 1
                continue
            except NotWhole:
                broken += 1
                continue
            row.data["secret"] = seal_text(secret, COLUMN, row.user_id)
            row.save(update_fields=["data"])
            done += 1
    turned = Turned(COLUMN, done, missing, broken)
    tell(turned)
    return turned


def _hash(account: Account, code: str) -> str:
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(f"{account.pk}:{plain}".encode()).hexdigest()
