"""Work of this room that runs by the clock: files are made, told, answered for and mailed."""

from motcua.foundation import clock, jobs
from motcua.money.invoices import config, issuing, mailing, receiving, sending
from motcua.money.invoices.client import TaxClient


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="bodies", queueing_lock="invoices-make", pass_context=False)
def make_documents(timestamp: int) -> None:
    """Every minute: files of paid orders are made and signed, and mailed to their payers."""
    issuing.issue_waiting(clock.now)
    mailing.send_waiting(clock.now)


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="bodies", queueing_lock="invoices-tax", pass_context=False)
def talk_to_the_tax_authority(timestamp: int) -> None:
    """Every minute: packages are made and sent, answers fetched; nothing happens where no gate is configured."""
    gate = config.gate()
    if gate is None:
        return
    client = TaxClient(gate)
    sending.pack(clock.now())
    sending.send_waiting(client, clock.now)
    receiving.fetch(client, clock.now)
