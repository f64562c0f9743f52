from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "motcua.city.mandates"
    label = "mandates"
    verbose_name = "Ủy quyền của tổ chức"
