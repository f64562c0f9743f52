from django.apps import AppConfig


class CityConfig(AppConfig):
    """Units, agencies, posts, powers, officers, people and organisations."""

    name = "motcua.city"
    label = "city"
    verbose_name = "Thành phố"
