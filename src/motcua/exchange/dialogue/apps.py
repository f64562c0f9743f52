from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "motcua.exchange.dialogue"
    label = "dialogue"
    verbose_name = "Đối thoại"

    def ready(self) -> None:
        from motcua.exchange.dialogue import counting, jobs, moving, notices
        from motcua.foundation import events

        assert jobs
        events.subscribe(counting.CONSUMER, counting.keep, counting.moving_kinds())
        events.subscribe(notices.CONSUMER, notices.tell, notices.told_kinds())
        moving.register()
