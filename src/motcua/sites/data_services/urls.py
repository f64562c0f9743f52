"""Addresses: include at the root, namespace `data_services`."""

from django.urls import path

from motcua.sites.data_services import agreed, proposing

app_name = "data_services"
HERE = "chia-se-du-lieu"
urlpatterns = [
    path(f"{HERE}/", agreed.listing, name="listing"),
    path(f"{HERE}/moi/", proposing.choose, name="choose"),
    path(f"{HERE}/moi/<slug:register>/", proposing.propose, name="propose"),
    path(f"{HERE}/<uuid:uuid>/", agreed.one, name="one"),
    path(f"{HERE}/<uuid:uuid>/<slug:act>/", agreed.act, name="act"),
]
