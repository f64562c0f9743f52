from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Sources of data about people: what is wrong in them, who in them is one human being, and who decides it."""

    name = "motcua.records.quality"
    label = "quality"
    verbose_name = "Chất lượng dữ liệu dân cư"

    def ready(self) -> None:
        """Jobs are known to the worker; whoever was merged is found by number."""
        from motcua.city import identities
        from motcua.records.quality.intake import jobs  # noqa: F401
        from motcua.records.quality.pairs.same import known_as

        identities.read_as(known_as)
