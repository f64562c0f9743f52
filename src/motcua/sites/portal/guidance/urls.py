"""Addresses of guidance: include at the root, namespace `guidance`."""

from django.urls import re_path

from motcua.sites.portal.guidance import views

app_name = "guidance"
urlpatterns = [
    re_path(r"^thu-tuc/?$", views.index, name="index"),
    re_path(r"^thu-tuc/(?P<code>\d\.\d{6,7})/?$", views.procedure, name="procedure"),
    re_path(r"^thu-tuc/(?P<code>\d\.\d{6})\.[\w.]{1,40}/?$", views.long_code, name="long-code"),
]
