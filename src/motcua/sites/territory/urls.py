"""Addresses: include at the root, namespace `territory`."""

from django.urls import path

from motcua.sites.territory import addresses

app_name = "territory"
urlpatterns = [path("dia-chi-cu-moi", addresses.page, name="addresses")]
