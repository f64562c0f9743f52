"""Keys with which the city signs ID tokens: files `2026-11-22.pem` of a folder, each signs from the day of its name on.

The next key lies there before its day, so that everybody has fetched it by then; the earlier one stays known for a day
after. Nobody restarts anything: the folder is looked at every few seconds.
"""

import os
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from allauth.idp.oidc.models import PrivateKey
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from motcua.foundation.worktime import VN

KEPT_S = 5.0
STAYS = timedelta(days=1)
"""How long after its successor's first day a key is still published: tokens live ten minutes, caches an hour."""
TURN = timedelta(days=90)
BITS = 2048
_kept: dict[str, tuple[float, list[PrivateKey]]] = {}


def keyring(folder: str) -> list[PrivateKey]:
    """The keys of a folder in the order of their days; none without a folder. No statement."""
    if not folder:
        return []
    found = _kept.get(folder)
    if found is None or found[0] < time.monotonic():
        pems = {
            date.fromisoformat(path.stem): path.read_text()
            for path in sorted(Path(folder).glob("????-??-??.pem"))
        }
        found = _kept[folder] = (time.monotonic() + KEPT_S, ring(pems))
    return found[1]


def ring(pems: dict[date, str]) -> list[PrivateKey]:
    """Each key with the time from which it signs and the time from which nobody needs it."""
    if not pems:
        return []
    days = sorted(pems)
    begins = [datetime.combine(one, clock_time(), VN) for one in days]
    ends: list[datetime | None] = [begin + STAYS for begin in begins[1:]]
    return [
        PrivateKey(pem=pems[day], not_before=begin, issued_at=begin, expires_at=end)
        for day, begin, end in zip(days, begins, [*ends, None], strict=True)
    ]


def make(folder: Path, day: date) -> Path:
    """A new key that signs from `day` on, readable by its owner only; one that is there already stays."""
    path = folder / f"{day.isoformat()}.pem"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    whole = folder / f"{path.name}.{os.getpid()}"
    whole.touch(mode=0o600)
    whole.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(whole, path)  # two processes that start at once agree on one key
    except FileExistsError:
        pass
    finally:
        whole.unlink()
    return path


def ensure(folder: Path, today: date) -> list[Path]:
    """A key that signs today and the one after it; for demo and tests, and for the IT office's command."""
    days = sorted(date.fromisoformat(path.stem) for path in folder.glob("????-??-??.pem"))
    begun = [one for one in days if one <= today]
    made = [] if begun else [make(folder, today)]
    if not [one for one in days if one > today]:
        present = begun[-1] if begun else today
        made.append(make(folder, max(present + TURN, today + 2 * STAYS)))
    _kept.clear()
    return made


def turn(folder: Path, today: date) -> list[Path]:
    """Keys that somebody else may know are thrown away, all of them; a new one signs from today on, with its successor."""
    for path in folder.glob("????-??-??.pem"):
        path.unlink()
    return ensure(folder, today)
