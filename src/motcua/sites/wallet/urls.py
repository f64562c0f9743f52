"""Addresses: include at the root, namespace `wallet`."""

from django.urls import path

from motcua.sites.wallet import contesting, desk, links, papers, receiving

app_name = "wallet"
urlpatterns = [
    path("giay-to/", papers.listing, name="papers"),
    path("giay-to/chia-se/", links.listing, name="links"),
    path("giay-to/chia-se/moi/", links.make, name="share"),
    path("giay-to/chia-se/<uuid:share_id>/thu-hoi/", links.revoke, name="revoke"),
    path("giay-to/<int:number>/", papers.one, name="paper"),
    path("giay-to/<int:number>/tep/", papers.file, name="file"),
    path("xem-giay-to/<str:token>/", receiving.open_link, name="open"),
    path("xem-giay-to/<str:token>/<int:number>/", receiving.file, name="shared-file"),
    path("du-lieu-sai/", contesting.listing, name="contests"),
    path("du-lieu-sai/don/<uuid:draft_id>/<str:field_id>/", contesting.of_field, name="contest-field"),
    path("du-lieu-sai/muc/<str:subject>/", contesting.of_fact, name="contest-fact"),
    path("du-lieu-sai/thieu/<str:source>/", contesting.of_source, name="contest-source"),
    path("du-lieu-sai/<uuid:number>/", contesting.one, name="contest"),
    path("du-lieu-sai/<uuid:number>/rut/", contesting.withdraw, name="contest-withdraw"),
    path("ban-lam-viec/du-lieu/", desk.listing, name="desk"),
    path("ban-lam-viec/du-lieu/<uuid:number>/", desk.one, name="desk-one"),
    path("ban-lam-viec/du-lieu/<uuid:number>/nhan/", desk.take, name="desk-take"),
    path("ban-lam-viec/du-lieu/<uuid:number>/tep/<uuid:file>/", desk.evidence, name="desk-evidence"),
]
