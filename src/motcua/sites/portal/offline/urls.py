"""Addresses: include at the root, namespace `offline`."""

from django.urls import path, re_path

from motcua.sites.portal.offline import views
from motcua.sites.portal.offline.kiosk import devices
from motcua.sites.portal.offline.kiosk import views as kiosk

app_name = "offline"
urlpatterns = [
    path("sw.js", views.service_worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("ngoai-tuyen", views.outside, name="outside"),
    path("ngoai-tuyen/toi", views.me, name="me"),
    path("ngoai-tuyen/dong-bo", views.sync, name="sync"),
    re_path(r"^ngoai-tuyen/nop/(?P<code>\d\.\d{6})$", views.form, name="form"),
    path("ngoai-tuyen/hai-ban/<uuid:draft_id>", views.choose, name="choose"),
    path("ngoai-tuyen/anh/<uuid:draft_id>", views.photo, name="photo"),
    path("kiosk/", kiosk.home, name="kiosk"),
    path("kiosk/thu-tuc", kiosk.procedures, name="kiosk-procedures"),
    re_path(r"^kiosk/thu-tuc/(?P<code>\d\.\d{6})$", kiosk.papers, name="kiosk-papers"),
    path("kiosk/tra-cuu", kiosk.track, name="kiosk-track"),
    path("kiosk/danh-gia", kiosk.rate, name="kiosk-rate"),
    path("kiosk/thiet-bi", devices.devices, name="kiosk-devices"),
    path("kiosk/thiet-bi/<uuid:uuid>/ngung", devices.revoke, name="kiosk-revoke"),
]
