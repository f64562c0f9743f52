"""Addresses: include at the root, namespace `merchants`."""

from django.urls import path

from motcua.sites.merchants import hub, officers, owners, zones

app_name = "merchants"
MINE, CITY = "diem-thu", "khong-tien-mat"
urlpatterns = [
    path("thanh-toan/diem-thu/bien-dong", hub.message, name="message"),
    path(f"{MINE}/", owners.index, name="mine"),
    path(f"{MINE}/dang-ky/", owners.apply, name="apply"),
    path(f"{MINE}/<uuid:uuid>/", owners.merchant, name="merchant"),
    path(f"{MINE}/<uuid:uuid>/viec/<slug:name>/", owners.act, name="act"),
    path(f"{MINE}/<uuid:uuid>/ma/", owners.code, name="code"),
    path(f"{CITY}/", officers.home, name="desk"),
    path(f"{CITY}/khu-moi/", officers.new_zone, name="new-zone"),
    path(f"{CITY}/diem-thu/<uuid:uuid>/<slug:name>/", officers.decide, name="decide"),
    path(f"{CITY}/khu/<uuid:uuid>/ma/", officers.sheet, name="sheet"),
    path(f"{CITY}/khu/", zones.index, name="zones"),
    path(f"{CITY}/khu/<uuid:uuid>/", zones.zone, name="zone"),
]
