from django.apps import AppConfig


class BodyPagesConfig(AppConfig):
    name = "motcua.sites.bodies"
    label = "body_pages"
    verbose_name = "Trang về cơ quan bên ngoài"

    def ready(self) -> None:
        from motcua.sites.bodies import parts
        from motcua.sites.shell import dossier_page, menus

        dossier_page.offer("resident", "duty", 20, parts.duty_of_owner)
        dossier_page.offer("officer", "duty", 20, parts.duty_at_desk)
        dossier_page.offer("officer", "asked", 30, parts.asked)
        menus.offer(
            "console",
            menus.Entry(
                "bodies:messages",
                "Thông điệp liên thông",
                "Messages outside",
                order=95,
                icon="globe",
                shown=lambda leader: leader.keeps_the_system,
            ),
        )
