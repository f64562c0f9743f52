"""What sets hear of: every step of a dossier that belongs to one."""

CONSUMER = "linked"
HEARD = frozenset(
    {
        "submitted", "fee-paid", "set-reached", "accepted", "supplement-given", "payment-arrived", "extended", "overdue",
        "finished", "reopened", "returned", "refused", "withdrawn", "stopped", "refused-after-appraisal",
        "supplement-expired", "external-returned",
    }
)  # fmt: skip


def register() -> None:
    """Called once, when the applications are ready."""
    from motcua.foundation import events
    from motcua.procedures.dossiers import submission
    from motcua.procedures.dossiers.changes import outside
    from motcua.procedures.linked import consumer, costs, dues, giving_back, repairing

    outside.on_returned(repairing.sees_to_it)
    submission.set_due_of_sets(dues.promised)
    submission.add_fees_of_parts(costs.of_parts)
    events.subscribe(CONSUMER, consumer.hear, HEARD)
    events.subscribe(giving_back.CONSUMER, giving_back.give_back, giving_back.KINDS)
