"""Jobs of this room: moving running dossiers to a newer version, and back."""

from motcua.city import authority
from motcua.city.models import Account
from motcua.foundation import clock, jobs
from motcua.procedures.authoring import rolling


@jobs.task(queue="figures", retry=jobs.backoff(5))
def roll_forward(roll_id: int) -> None:
    """Goes on where it was when it is tried again."""
    rolling.run(roll_id, at=clock.now())


@jobs.task(queue="figures", retry=jobs.backoff(5))
def roll_back(roll_id: int, account_id: int) -> None:
    at = clock.now()
    rolling.undo(roll_id, authority.actor_for(Account.objects.get(id=account_id), at), at=at)
