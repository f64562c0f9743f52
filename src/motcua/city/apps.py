from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class CityConfig(AppConfig):
    """Units, agencies, posts, powers, officers, people and organisations."""

    name = "motcua.city"
    label = "city"
    verbose_name = "Thành phố"

    def ready(self) -> None:
        from motcua.city import authority
        from motcua.city.models import Account, Agency, Appointment, Post, Power

        def changed(update_fields: frozenset[str] | None = None, **_: object) -> None:
            # signing on writes `last_login` only, and must not cost everybody the kept answers
            if update_fields is None or set(update_fields) != {"last_login"}:
                authority.forget()

        for model in (Account, Agency, Appointment, Post, Power):
            for signal in (post_save, post_delete):
                signal.connect(changed, sender=model, weak=False, dispatch_uid=f"powers-{model.__name__}")
