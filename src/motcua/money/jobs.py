"""Work of this room that runs by the clock."""

from motcua.foundation import clock, jobs
from motcua.money.gateways import registry
from motcua.money.gateways.platform import bills
from motcua.money.gateways.sweep import sweep


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="money.ask_about_open_attempts", queueing_lock="money.gateways.sweep", pass_context=False)
def ask_about_open_attempts(timestamp: int) -> None:
    """Every five minutes: settle the attempts whose notice never came, provider by provider."""
    for gateway in registry.usable():
        sweep(clock.now(), gateway)


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="money.fetch_platform_bills", queueing_lock="money.platform.bills", pass_context=False)
def fetch_platform_bills(timestamp: int) -> None:
    """Every ten minutes: keep the receipts that the national payment platform made."""
    if not registry.GATEWAYS["platform"].problems():
        bills.fetch(clock.now())
