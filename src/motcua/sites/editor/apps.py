from django.apps import AppConfig


class EditorConfig(AppConfig):
    name = "motcua.sites.editor"
    label = "editor"
    verbose_name = "Soạn thảo thủ tục"

    def ready(self) -> None:
        from motcua.foundation import events
        from motcua.sites.editor import notices
        from motcua.sites.shell.menus import Entry, offer

        events.subscribe(notices.CONSUMER, notices.tell, notices.KINDS)
        offer(
            "desk",
            Entry(
                "editor:list",
                "Soạn thủ tục",
                "Edit procedures",
                order=85,
                icon="pen",
                shown=_edits,
                group="procedures",
            ),
        )


def _edits(officer) -> bool:
    return officer.powers.holds_any("edit_catalogue") or officer.powers.holds_any("issue_catalogue")
