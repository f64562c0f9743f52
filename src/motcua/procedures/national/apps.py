from django.apps import AppConfig


class NationalConfig(AppConfig):
    name = "motcua.procedures.national"
    label = "national"
    verbose_name = "Dữ liệu thủ tục quốc gia"

    def ready(self) -> None:
        from motcua.procedures.catalogue import importing
        from motcua.procedures.national import jobs, ruling

        assert jobs
        importing.settle_with(ruling.settling)
