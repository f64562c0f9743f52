from django.apps import AppConfig


class DialogueSiteConfig(AppConfig):
    name = "motcua.sites.dialogue"
    label = "dialogue_site"

    def ready(self) -> None:
        from motcua.sites.dialogue import cards, officers
        from motcua.sites.shell import menus, my_page, procedure_page

        menus.offer("portal", menus.Entry("dialogue:index", "Phản ánh", "Reports", order=40))
        menus.offer("portal", menus.Entry("dialogue:questions", "Hỏi đáp", "Questions", order=50))
        menus.offer(
            "home",
            menus.Entry(
                "dialogue:send", "Báo một vấn đề", "Report a problem", order=40, icon="camera",
                hint_vi="Ổ gà, rác, đèn hỏng: chụp ảnh, chọn chỗ, theo dõi đến khi xong.",
                hint_en="Potholes, waste, broken lamps: a photo, the place, followed to the end.",
            ),
        )  # fmt: skip
        menus.offer(
            "home",
            menus.Entry(
                "dialogue:questions", "Hỏi thành phố", "Ask the city", order=50, icon="info",
                hint_vi="Xem câu đã trả lời hoặc đặt câu hỏi mới.",
                hint_en="See what was answered, or ask.",
            ),
        )  # fmt: skip
        menus.offer(
            "footer",
            menus.Entry(
                "dialogue:send-regulation",
                "Góp ý về quy định, cán bộ",
                "Opinions on rules and conduct",
                order=40,
                group="say",
            ),
        )
        menus.offer(
            "desk",
            menus.Entry(
                "dialogue:desk", "Phản ánh, hỏi đáp", "Reports, questions", order=40, icon="camera", shown=officers.may_enter
            ),
        )  # fmt: skip
        my_page.offer("reports", 50, cards.of_person)
        procedure_page.offer("questions", 50, cards.about_procedure)
