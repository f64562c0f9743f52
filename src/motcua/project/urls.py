"""Addresses of the site."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from motcua.project.health import healthz

ROOMS = {
    "motcua.sites.shell": "",
    "motcua.sites.shell.signon": "",
    "motcua.sites.security": "",
    "motcua.money": "",
    "motcua.money.payouts": "",
    "motcua.sites.portal.guidance": "",
    "motcua.sites.portal": "",
    "motcua.sites.portal.assisted": "",
    "motcua.sites.portal.offline": "",
    "motcua.sites.mandates": "",
    "motcua.sites.wallet": "",
    "motcua.sites.privacy": "",
    "motcua.sites.public": "",
    "motcua.sites.territory": "",
    "motcua.sites.data_services": "",
    "motcua.sites.extracts": "",
    "motcua.sites.consents": "",
    "motcua.sites.registers": "",
    "motcua.sites.population": "",
    "motcua.sites.quality": "",
    "motcua.sites.dialogue": "",
    "motcua.sites.till": "",
    "motcua.sites.merchants": "",
    "motcua.sites.school_fees": "",
    "motcua.sites.hall": "",
    "motcua.sites.scanning": "",
    "motcua.sites.ways": "",
    "motcua.sites.books": "",
    "motcua.sites.matching": "",
    "motcua.sites.accounting": "",
    "motcua.sites.drives": "",
    "motcua.sites.refunds": "",
    "motcua.sites.invoices": "",
    "motcua.sites.payouts": "",
    "motcua.sites.desk": "",
    "motcua.sites.console": "",
    "motcua.sites.editor": "",
    "motcua.sites.review": "",
    "motcua.sites.authority": "",
    "motcua.sites.reform": "",
    "motcua.sites.bodies": "",
    "motcua.sites.api": "",
}
"""Where each room's addresses begin."""
urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
urlpatterns += [
    path(begin, include(f"{room}.urls")) for room, begin in ROOMS.items() if find_spec(f"{room}.urls")
]
if settings.DEMO or settings.TEST_MODE:
    from motcua.project.demo.pages import roles

    urlpatterns.append(path("demo/", roles, name="demo_roles"))
