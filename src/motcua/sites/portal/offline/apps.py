from datetime import datetime

from django.apps import AppConfig

from motcua.sites.shell.my_page import Card


class OfflineConfig(AppConfig):
    """The installed program, forms without a line, and the kiosk."""

    name = "motcua.sites.portal.offline"
    label = "offline"

    def ready(self) -> None:
        from motcua.sites.shell import menus, my_page

        menus.offer(
            "footer",
            menus.Entry(
                "offline:outside", "Dùng khi mất mạng", "Without a connection", order=70, group="help"
            ),
        )
        menus.offer(
            "desk",
            menus.Entry(
                "offline:kiosk-devices",
                "Thiết bị của sảnh",
                "Devices of the hall",
                order=90,
                icon="building",
                shown=lambda officer: officer.powers.holds_any("keep_devices"),
                group="organisation",
            ),
        )
        my_page.offer("offline", 90, _card)


def _card(person_id: int, at: datetime) -> Card:
    """Where the program is installed and drafts of this device lie. No query."""
    return Card(
        "offline",
        {"vi": "Một Cửa trên máy này", "en": "Một Cửa on this device"},
        [],
        {
            "vi": "Điền trước khi mất mạng, đặt Một Cửa lên màn hình chính.",
            "en": "Fill in without a connection, put Một Cửa on the home screen.",
        },
        href="/ngoai-tuyen",
        more={"vi": "Mở trang dùng khi mất mạng", "en": "Open the page for times without a connection"},
    )
