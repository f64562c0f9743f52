from django.apps import AppConfig


class PublicSiteConfig(AppConfig):
    name = "motcua.sites.public"
    label = "public_site"

    def ready(self) -> None:
        from motcua.sites.shell.menus import Entry, offer

        offer("portal", Entry("public:news", "Tin tức", "News", order=60))
        offer("footer", Entry("public:communes", "Phường, xã", "Wards and communes", order=60, group="meet"))
        offer("footer", Entry("public:guides", "Hướng dẫn", "Guides", order=61, group="help"))
        offer("footer", Entry("public:legal", "Văn bản", "Legal notices", order=62, group="check"))
        offer("footer", Entry("public:surveys", "Khảo sát", "Surveys", order=63, group="say"))
        offer(
            "footer",
            Entry("public:ratings", "Đánh giá của người dân", "Residents' ratings", order=64, group="say"),
        )
        offer(
            "home",
            Entry(
                "public:communes", "Phường, xã của bạn", "Your ward or commune", order=60, icon="pin",
                hint_vi="Giờ mở cửa, hồ sơ đang giải quyết, tin mới",
                hint_en="Opening hours, what is in hand, news",
            ),
        )  # fmt: skip
        offer(
            "desk",
            Entry(
                "public:newsroom", "Ban biên tập", "Newsroom", order=80, icon="pen", shown=_writes, group="procedures"
            ),
        )  # fmt: skip


def _writes(officer) -> bool:
    return officer.powers.holds_any("write_news") or officer.powers.holds_any("publish")
