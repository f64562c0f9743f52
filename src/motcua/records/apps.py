from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Papers, the population register and other registers, documents and signatures."""

    name = "motcua.records"
    label = "records"
    verbose_name = "Sổ bộ và giấy tờ"
