"""The Django app of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "motcua.procedures.catalogue"
    label = "catalogue"
    verbose_name = "Catalogue of procedures"
