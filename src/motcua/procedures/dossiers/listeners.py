"""What dossiers hear of from the rooms below, and what they tell to people."""


def register() -> None:
    """Called once, when the applications are ready."""
    from motcua.exchange.bodies import gathering
    from motcua.foundation import events
    from motcua.money import paid
    from motcua.procedures.dossiers import notices, outside, unpaid
    from motcua.procedures.dossiers.changes.external import duty_paid
    from motcua.procedures.dossiers.changes.paying import fee_paid
    from motcua.procedures.dossiers.moving import open_work

    paid.connect(fee_paid)
    paid.connect(duty_paid)
    gathering.connect(outside.waiting)
    events.subscribe(notices.CONSUMER, notices.tell, notices.TOLD)
    events.subscribe(unpaid.CONSUMER, unpaid.cancel_of_ended, unpaid.ENDS)
    open_work.register()
