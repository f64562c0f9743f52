"""Addresses for looking at the shell alone."""

from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("", include("motcua.sites.shell.urls")),
    path("desk/", TemplateView.as_view(template_name="shell/desk_base.html")),
    path("409/", TemplateView.as_view(template_name="shell/409.html")),
]
