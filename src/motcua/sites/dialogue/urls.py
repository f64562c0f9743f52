"""Addresses: include at the root, namespace `dialogue`."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from motcua.sites.dialogue import officers, residents

app_name = "dialogue"
_AT_THE_DESK = [
    path("", officers.index, name="desk"),
    path("<str:code>/", officers.one, name="desk-report"),
    path("<str:code>/lam/<slug:name>/", officers.act, name="desk-act"),
    path("<str:code>/anh/<uuid:number>/", officers.photo, name="desk-photo"),
    path("<str:code>/anh/<uuid:number>/cong-khai/", officers.release, name="desk-release"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("phan-anh", residents.index, name="index"),
    path("phan-anh/gui", residents.send_scene, name="send"),
    path("phan-anh/gui/quy-dinh", residents.send_regulation, name="send-regulation"),
    path("phan-anh/diem.geojson", residents.points, name="points"),
    path("phan-anh/cua-toi", residents.mine, name="mine"),
    path("phan-anh/anh/<uuid:number>", residents.photo, name="photo"),
    path("phan-anh/<str:code>", residents.report, name="report"),
    path("phan-anh/<str:code>/<slug:name>", residents.act, name="act"),
    path("hoi-dap", residents.questions, name="questions"),
    path("hoi-dap/gui", residents.ask, name="ask"),
    path("hoi-dap/gan-giong", residents.similar, name="similar"),
    path("hoi-dap/<str:code>", residents.question, name="question"),
    path("open311/v2/", include("motcua.sites.dialogue.open311.urls")),
    path(settings.OFFICER_HOME.lstrip("/") + "phan-anh/", include(_AT_THE_DESK)),
]
