"""Addresses: include at the root, namespace `authority`."""

from django.urls import path

from motcua.sites.authority import away, books, decisions, grounds, lending, mine, moving, report

app_name = "authority"
HERE = "tham-quyen"
urlpatterns = [
    path(f"{HERE}/", mine.mine, name="mine"),
    path(f"{HERE}/giao-quyen/", lending.lend, name="lend"),
    path(f"{HERE}/quyet-dinh/", decisions.listing, name="decisions"),
    path(f"{HERE}/quyet-dinh/<uuid:uuid>/", decisions.one, name="decision"),
    path(f"{HERE}/quyet-dinh/<uuid:uuid>/tep/", decisions.file, name="decision-file"),
    path(f"{HERE}/quyet-dinh/<uuid:uuid>/<slug:act>/", decisions.act, name="decision-act"),
    path(f"{HERE}/vang-mat/", away.away, name="away"),
    path(f"{HERE}/vang-mat/<int:number>/", away.back, name="back"),
    path(f"{HERE}/phan-cap/", moving.listing, name="moved"),
    path(f"{HERE}/phan-cap/moi/", moving.move, name="move"),
    path(f"{HERE}/bao-cao/", report.report, name="report"),
    path(f"{HERE}/ho-so/<str:code>/", grounds.dossier, name="dossier"),
    path("so-chung-thuc/", books.shelf, name="books"),
    path("so-chung-thuc/<slug:key>/<int:year>/", books.book, name="book"),
    path("so-chung-thuc/<slug:key>/<int:year>/in/", books.printed, name="book-print"),
]
