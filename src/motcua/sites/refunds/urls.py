"""Addresses: include at the root, namespace `refunds`."""

from django.urls import path

from motcua.sites.refunds import views

app_name = "refunds"
HERE = "hoan-tien"
urlpatterns = [
    path(f"{HERE}/", views.waiting, name="waiting"),
    path(f"{HERE}/moi/", views.ask, name="ask"),
    path(f"{HERE}/nop-thua/<int:number>/", views.surplus, name="surplus"),
    path(f"{HERE}/hoi-lai/<int:number>/", views.ask_again, name="ask-again"),
    path(f"{HERE}/<int:number>/", views.one, name="one"),
]
