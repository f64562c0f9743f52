"""Work of this room that runs by the clock."""

from motcua.foundation import clock, jobs
from motcua.money.gateways.vnpay import config
from motcua.money.gateways.vnpay.client import VnpayClient
from motcua.money.gateways.vnpay.sweep import sweep


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="money.ask_vnpay_about_open_attempts", queueing_lock="money.vnpay.sweep", pass_context=False)
def ask_vnpay_about_open_attempts(timestamp: int) -> None:
    """Every five minutes: settle the attempts whose notice never came."""
    sweep(clock.now(), VnpayClient(config.current()))
