from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "motcua.insight"
    label = "insight"
    verbose_name = "Số liệu điều hành"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from motcua.city.models import Agency
        from motcua.foundation import events
        from motcua.insight import jobs, keeping, names
        from motcua.insight.counting import KINDS
        from motcua.insight.process import keeping as process
        from motcua.procedures.catalogue.models import Procedure

        assert jobs

        def renamed(**_: object) -> None:
            names.forget()

        for model in (Agency, Procedure):
            post_save.connect(
                renamed, sender=model, weak=False, dispatch_uid=f"insight-names-{model.__name__}"
            )
        events.subscribe(keeping.CONSUMER, keeping.keep, KINDS)
        events.subscribe(process.CONSUMER, process.keep, process.KINDS)
