from django.apps import AppConfig


class InvoicesSiteConfig(AppConfig):
    """Receipts and invoices as people see them."""

    name = "motcua.sites.invoices"
    label = "invoices_pages"
    verbose_name = "Hóa đơn, biên lai"

    def ready(self) -> None:
        from motcua.sites.invoices import frame, parts
        from motcua.sites.shell import dossier_page, my_page
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "invoices:listing", "Hóa đơn, biên lai", "Invoices, receipts", order=82, icon="paper",
                shown=frame.takes_part, group="books",
            ),
        )  # fmt: skip
        offer(
            "footer",
            Entry(
                "invoices:lookup", "Tra cứu hóa đơn, biên lai", "Check an invoice", order=67, group="check"
            ),
        )
        my_page.offer("invoices", 47, parts.card_of)
        dossier_page.offer("resident", "invoices", 55, parts.of_dossier)
        dossier_page.offer("officer", "invoices", 42, parts.of_dossier)
