from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """Electronic receipts and invoices, and what the tax authority says of them."""

    name = "motcua.money.invoices"
    label = "invoices"
    verbose_name = "Hóa đơn, biên lai điện tử"

    def ready(self) -> None:
        from motcua.money import issued, paid
        from motcua.money.invoices import jobs, sheets, units, watching

        assert jobs
        sheets.register()
        paid.connect(watching.orders_paid)
        issued.connect(watching.Watch())
        issued.collector_by(units.collector)
