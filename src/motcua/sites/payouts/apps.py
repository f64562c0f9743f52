from django.apps import AppConfig


class PayoutsSiteConfig(AppConfig):
    """Payouts as officers and residents see them."""

    name = "motcua.sites.payouts"
    label = "payouts_pages"
    verbose_name = "Chi trả"
