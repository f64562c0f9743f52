from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "motcua.city.contracts"
    label = "contracts"
    verbose_name = "Tiếp nhận theo hợp đồng"
