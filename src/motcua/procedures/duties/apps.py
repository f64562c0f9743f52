from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "motcua.procedures.duties"
    label = "duties"
    verbose_name = "Nghĩa vụ tài chính"
