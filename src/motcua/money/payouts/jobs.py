"""Work of this room that runs by the clock."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queueing_lock="payouts-bank", pass_context=False)
def go_on_with_batches(timestamp: int) -> None:
    """Every five minutes: hand waiting batches over, ask about what is silent or unknown."""
    from motcua.money.payouts import config, sending
    from motcua.money.payouts.client import BankClient

    told = config.current()
    if told is not None:
        sending.go_on(BankClient(told), clock.now())


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(queueing_lock="payouts-accounts", pass_context=False)
def check_accounts(timestamp: int) -> None:
    """Every ten minutes: names of account holders that nobody has checked."""
    from motcua.money.payouts import config, routes
    from motcua.money.payouts.client import BankClient

    told = config.current()
    if told is not None:
        routes.check_waiting(BankClient(told).lookup, clock.now())
