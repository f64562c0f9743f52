from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "motcua.city.security"
    label = "security"
    verbose_name = "An toàn đăng nhập"

    def ready(self) -> None:
        from motcua.city.security import jobs  # noqa: F401 (declares its jobs)
