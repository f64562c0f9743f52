"""Addresses: include at the root, namespace `population`."""

from django.urls import path

from motcua.sites.population import record, search, verdicts

app_name = "population"
HERE = "dan-cu"
urlpatterns = [
    path(f"{HERE}/", search.search, name="search"),
    path(f"{HERE}/muc-dich/", search.purpose, name="purpose"),
    path(f"{HERE}/xac-minh/<uuid:uuid>/", verdicts.again, name="verify"),
    path(f"{HERE}/<int:person_id>/", record.one, name="record"),
]
