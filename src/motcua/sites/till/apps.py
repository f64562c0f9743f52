from django.apps import AppConfig


class TillSiteConfig(AppConfig):
    """The till as officers see it, and the display of a counter."""

    name = "motcua.sites.till"
    label = "till_pages"
    verbose_name = "Thu tiền tại quầy"
