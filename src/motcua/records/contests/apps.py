from django.apps import AppConfig


class ContestsConfig(AppConfig):
    """Data that a resident says is wrong or missing, and what its owner decides."""

    name = "motcua.records.contests"
    label = "contests"
    verbose_name = "Đề nghị chỉnh sửa dữ liệu"

    def ready(self) -> None:
        from motcua.records.contests import jobs, moving

        assert jobs
        moving.register()
