"""Addresses: include at the root, namespace `offline`."""

from django.urls import path, re_path

from motcua.sites.portal.offline import views

app_name = "offline"
urlpatterns = [
    path("sw.js", views.service_worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("ngoai-tuyen", views.outside, name="outside"),
    path("ngoai-tuyen/toi", views.me, name="me"),
    path("ngoai-tuyen/dong-bo", views.sync, name="sync"),
    re_path(r"^ngoai-tuyen/nop/(?P<code>\d\.\d{6})$", views.form, name="form"),
    path("ngoai-tuyen/hai-ban/<uuid:draft_id>", views.choose, name="choose"),
]
