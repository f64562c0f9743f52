"""Addresses: include at the root, namespace `territory`."""

from django.urls import path

from motcua.sites.territory import addresses, by_map

app_name = "territory"
urlpatterns = [
    path("dia-chi-cu-moi", addresses.page, name="addresses"),
    path("dieu-hanh/ban-do-cu-moi", by_map.by_map, name="by-map"),
]
