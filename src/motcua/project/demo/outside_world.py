"""The lines between the demo city and the bodies outside that the sandbox plays: a secret and a token for each."""

from datetime import timedelta
from pathlib import Path

from motcua.city import partners
from motcua.city.models import Account, PartnerToken
from motcua.exchange.bodies.connectors import Connector, all_connectors
from motcua.foundation import clock
from motcua.project import config

VALID = timedelta(days=365)
SCOPE = PartnerToken.Scope.EXTERNAL_ANSWER.value


def connect(folder: Path) -> int:
    """Write `body-<system>.secret` and `body-<system>.token` where they are missing; how many bodies there are."""
    for connector in all_connectors().values():
        config.kept_secret(folder, f"body-{connector.system}")
        path = folder / f"body-{connector.system}.token"
        if not path.exists() or not _works(path.read_text().strip()):
            path.touch(mode=0o600)
            path.write_text(_token_for(connector))
    return len(all_connectors())


def _works(token: str) -> bool:
    try:
        partners.partner_of(token, clock.now())
    except partners.NoSuchToken:
        return False
    return True


def _token_for(connector: Connector) -> str:
    account, _ = Account.objects.get_or_create(
        username=f"partner.{connector.system}",
        defaults={"display_name": connector.name.vi[:120], "kind": Account.Kind.PARTNER, "password": "!"},
    )
    clear, _ = partners.issue(
        connector.name.vi, account, [SCOPE], at=clock.now(), valid_for=VALID, systems=[connector.system]
    )
    return clear
