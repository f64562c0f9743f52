"""Addresses: include at the root, namespace `privacy`."""

from django.urls import path

from motcua.sites.privacy import answering, breaching, exporting, keeping, protecting, residents, reviewing

app_name = "privacy"
urlpatterns = [
    path("ca-nhan/ai-da-xem/", residents.looks, name="looks"),
    path("ca-nhan/ai-da-xem/hoi/<int:look>/", residents.ask, name="ask"),
    path("ca-nhan/ai-da-xem/cau-hoi/<uuid:uuid>/", residents.question, name="question"),
    path("ca-nhan/ai-da-xem/tai-ve/", residents.download, name="download"),
    path("bao-ve-du-lieu/", reviewing.home, name="home"),
    path("bao-ve-du-lieu/luot-xem/<uuid:uuid>/", reviewing.one, name="review"),
    path("bao-ve-du-lieu/cua-toi/", reviewing.mine, name="mine"),
    path("bao-ve-du-lieu/cua-toi/<uuid:uuid>/", reviewing.explain, name="explain"),
    path("bao-ve-du-lieu/cau-hoi/", answering.listing, name="questions"),
    path("bao-ve-du-lieu/cau-hoi/<uuid:uuid>/", answering.one, name="desk-question"),
    path("bao-ve-du-lieu/can-bao-ve/", protecting.listing, name="protected"),
    path("bao-ve-du-lieu/can-bao-ve/<int:person_id>/thoi/", protecting.release, name="release"),
    path("bao-ve-du-lieu/su-co/", breaching.listing, name="breaches"),
    path("bao-ve-du-lieu/su-co/moi/", breaching.new, name="breach-new"),
    path("bao-ve-du-lieu/su-co/<uuid:uuid>/", breaching.one, name="breach"),
    path("bao-ve-du-lieu/su-co/<uuid:uuid>/<slug:kind>.pdf", breaching.document, name="breach-document"),
    path("bao-ve-du-lieu/thong-ke/", exporting.listing, name="exports"),
    path("bao-ve-du-lieu/thong-ke/moi/", exporting.new, name="export-new"),
    path("bao-ve-du-lieu/thong-ke/<uuid:uuid>/", exporting.one, name="export"),
    path("bao-ve-du-lieu/thong-ke/<uuid:uuid>/tep/", exporting.file, name="export-file"),
    path("bao-ve-du-lieu/thoi-han/", keeping.table, name="retention"),
]
