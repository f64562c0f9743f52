from django.apps import AppConfig


class AccountingConfig(AppConfig):
    """`/ke-toan/`."""

    name = "motcua.sites.accounting"
    label = "accounting_pages"
    verbose_name = "Kế toán thu"
