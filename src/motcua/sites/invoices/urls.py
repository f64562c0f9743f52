"""Addresses: include at the root, namespace `invoices`."""

from django.urls import path

from motcua.sites.invoices import keeping, lookup, mine, one, searching

app_name = "invoices"
HERE = "hoa-don"
urlpatterns = [
    path(f"{HERE}/", searching.listing, name="listing"),
    path(f"{HERE}/don-vi/", keeping.listing, name="units"),
    path(f"{HERE}/don-vi/moi/", keeping.enter, name="enter"),
    path(f"{HERE}/don-vi/<int:number>/", keeping.unit, name="unit"),
    path(f"{HERE}/tong-hop/", keeping.month, name="summary"),
    path(f"{HERE}/thong-diep/", keeping.messages_page, name="messages"),
    path(f"{HERE}/thong-diep/<int:number>/gui-lai/", keeping.again, name="again"),
    path(f"{HERE}/<uuid:uuid>/", one.one, name="one"),
    path(f"{HERE}/<uuid:uuid>/lap-lai/", one.retry, name="retry"),
    path(f"{HERE}/<uuid:uuid>/tep.<slug:form>", one.file, name="file"),
    path(f"{HERE}/<uuid:uuid>/<slug:slug>/", one.act, name="act"),
    path("hoa-don-cua-toi/", mine.listing, name="mine"),
    path("hoa-don-cua-toi/<uuid:uuid>/tep.<slug:form>", mine.file, name="my-file"),
    path("tra-cuu-hoa-don", lookup.lookup, name="lookup"),
]
