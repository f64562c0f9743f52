from django.apps import AppConfig


class HallSiteConfig(AppConfig):
    """Queues, bookings and counters as people see them."""

    name = "motcua.sites.hall"
    label = "hall_site"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.sites.hall import cards, dossier_parts, jobs, linking, papers, whose
        from motcua.sites.shell import commune_page, dossier_page, my_page, procedure_page
        from motcua.sites.shell.menus import Entry, offer

        assert jobs
        events.subscribe(linking.CONSUMER, linking.keep, linking.KINDS)
        commune_page.offer("queues", 10, cards.of_commune)
        my_page.offer("bookings", 40, cards.of_person)
        dossier_page.offer("resident", "counter", 60, dossier_parts.to_the_counter)
        dossier_page.offer("officer", "papers", 40, dossier_parts.papers_of)
        procedure_page.offer("counter", 20, cards.of_procedure)
        offer(
            "footer", Entry("hall:index", "Xếp hàng, đặt hẹn", "Queues and bookings", order=58, group="meet")
        )
        offer(
            "home",
            Entry(
                "hall:index", "Xếp hàng, đặt hẹn", "Queues and bookings", order=58, icon="clock",
                hint_vi="Nơi nào đang vắng, lấy số qua điện thoại",
                hint_en="Where few people wait, a number by phone",
            ),
        )  # fmt: skip
        offer(
            "kiosk",
            Entry(
                "hall:kiosk-take", "Lấy số xếp hàng", "Take a number", order=5, icon="papers",
                hint_vi="Chọn việc, nhận số, ngồi chờ gọi", hint_en="Choose, take a number, wait to be called",
            ),
        )  # fmt: skip
        for group, route, vi, en, order, icon, shown in (
            ("work", "hall:desk", "Quầy của tôi", "My counter", 60, "bell", lambda officer: officer.receives),
            ("work", "hall:papers", "Chuyển giấy tờ", "Papers", 64, "papers", papers.handles_papers),
            (
                "watch",
                "hall:times",
                "Thời gian chờ, phục vụ",
                "Waiting times",
                61,
                "chart",
                whose.may_supervise,
            ),
            ("watch", "hall:checks", "Kiểm tra, khắc phục", "Spot checks", 62, "check", whose.may_supervise),
            ("watch", "hall:cameras", "Camera tại quầy", "Cameras", 63, "camera", whose.may_see_cameras),
            (
                "organisation",
                "hall:setup",
                "Sảnh và quầy",
                "Halls and counters",
                91,
                "building",
                whose.may_keep,
            ),
        ):
            offer("desk", Entry(route, vi, en, order=order, icon=icon, shown=shown, group=group))
