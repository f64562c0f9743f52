from pathlib import Path

from django.apps import AppConfig


class TillConfig(AppConfig):
    """Drawers, what went in and out of them, and the way of the cash to the bank."""

    name = "motcua.money.till"
    label = "till"
    verbose_name = "Thu tiền tại quầy"

    def ready(self) -> None:
        from motcua.money.till import jobs, slips
        from motcua.records.documents import templates

        assert jobs
        here = Path(__file__).parent / "templates"
        for shape in slips.SHAPES:
            templates.register(shape.template, here / f"{shape.template}.typ", shape)  # type: ignore[attr-defined]
