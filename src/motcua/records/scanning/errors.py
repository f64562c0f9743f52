"""Why a scan was not changed or closed. Each carries words for people in both languages."""


class ScanRefused(Exception):
    """Not possible as the scan stands; nothing was changed. `field` names the place in the form where it belongs."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.vi, self.en, self.field = vi, en, field


class Closed(ScanRefused):
    """It was signed, dropped or destroyed meanwhile."""

    def __init__(self) -> None:
        super().__init__("Bản quét này đã đóng.", "This scan is closed.")


class Faults(ScanRefused):
    """All that stands against closing the scan, by field."""

    def __init__(self, by_field: dict[str, tuple[str, str]]) -> None:
        vi, en = next(iter(by_field.values()))
        super().__init__(vi, en)
        self.by_field = by_field


class Secret(ScanRefused):
    """A stamp of secrecy was read: the pictures are gone. Source: NĐ 63/2026/NĐ-CP."""

    def __init__(self) -> None:
        super().__init__(
            "Giấy tờ có dấu Mật không được đưa vào hệ thống này. Ảnh quét đã bị hủy.",
            "A paper with a stamp of secrecy may not enter this system. The pictures were destroyed.",
        )
