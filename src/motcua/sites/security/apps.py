from typing import Any

from django.apps import AppConfig


class SecurityPagesConfig(AppConfig):
    name = "motcua.sites.security"
    label = "security_pages"
    verbose_name = "Trang an toàn đăng nhập"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from motcua.foundation.sealing import rotation

        rotation.offer("mfa_authenticator.data", _turn)
        user_logged_out.connect(_left, dispatch_uid="security-left")
        from motcua.sites.shell.menus import Entry, offer

        offer(
            "desk",
            Entry(
                "security:home",
                "Đăng nhập và thiết bị",
                "Sign-in and devices",
                order=96,
                icon="lock",
                group="organisation",
            ),
        )
        offer(
            "desk",
            Entry(
                "security:systems", "Quản trị đăng nhập", "Sign-on of the city", order=97, icon="shield",
                shown=_keeps, group="organisation",
            ),
        )  # fmt: skip


def _turn(tell: Any) -> Any:
    from motcua.sites.security import factors

    return factors.turn_keys(tell)


def _left(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """An officer signed out: the session leaves the list. Demo and bare sessions too."""
    from motcua.city.security import sessions
    from motcua.foundation import clock

    if request is not None and user is not None and user.is_officer and request.session.session_key:
        sessions.left(request.session.session_key, clock.now())


def _keeps(officer: Any) -> bool:
    return officer.powers.holds_any("keep_sign_on")
