from django.apps import AppConfig


class TerritoryFiguresConfig(AppConfig):
    name = "motcua.insight.territory"
    label = "territory_figures"
    verbose_name = "Số liệu theo địa bàn"
