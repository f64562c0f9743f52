"""What dossiers want to hear of from the rooms below."""


def register() -> None:
    """Called once, when the applications are ready."""
    from motcua.money import paid
    from motcua.procedures.dossiers.changes.paying import fee_paid

    paid.connect(fee_paid)
