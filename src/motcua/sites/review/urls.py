"""Addresses: include at the root, namespace `review`."""

from django.urls import path

from motcua.sites.review import deciding, gazette, merging, national, opinions, reviews

app_name = "review"
NATIONAL = "danh-muc-quoc-gia"
DECISIONS = "cong-bo"
urlpatterns = [
    path(f"{NATIONAL}/", national.overview, name="national"),
    path(f"{NATIONAL}/bat-dau/", national.adopt, name="adopt"),
    path(f"{NATIONAL}/dot/<uuid:uuid>/", national.one_crawl, name="crawl"),
    path(f"{NATIONAL}/dot/<uuid:uuid>/quyet-dinh/", national.decide, name="decide"),
    path(f"{NATIONAL}/thay-doi/<int:number>/", national.change, name="change"),
    path(f"{NATIONAL}/ban-ghi/<str:code>/", national.record, name="record"),
    path(f"{NATIONAL}/can-quyet-dinh/", deciding.worklist, name="questions"),
    path(f"{NATIONAL}/can-quyet-dinh/giu-cap/", deciding.keep_levels, name="keep-levels"),
    path(f"{NATIONAL}/can-quyet-dinh/<int:number>/", deciding.question, name="question"),
    path(f"{NATIONAL}/{DECISIONS}/", gazette.decisions, name="decisions"),
    path(f"{NATIONAL}/{DECISIONS}/<uuid:uuid>/", gazette.decision, name="decision"),
    path(f"{NATIONAL}/{DECISIONS}/<uuid:uuid>/<slug:act>/", gazette.act, name="decision-act"),
    path("ra-soat/", reviews.listing, name="list"),
    path("ra-soat/moi/", reviews.begin, name="begin"),
    path("ra-soat/bao-cao/", reviews.report, name="report"),
    path("ra-soat/bao-cao.csv", reviews.report_csv, name="report-csv"),
    path("ra-soat/<uuid:uuid>/", reviews.one, name="one"),
    path("ra-soat/<uuid:uuid>/gop/<int:number>/", merging.merge, name="merge"),
    path("ra-soat/<uuid:uuid>/<slug:act>/", reviews.act, name="act"),
    path("cong-bo-thu-tuc", gazette.published, name="published"),
    path("cong-bo-thu-tuc/atom.xml", gazette.feed, name="feed"),
    path("gop-y-thu-tuc", opinions.index, name="opinions"),
    path("gop-y-thu-tuc/<uuid:uuid>", opinions.one, name="opinion"),
]
