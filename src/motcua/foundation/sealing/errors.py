"""What can go wrong with sealed values. The words are for IT offices; residents never see them."""


class SealingError(Exception):
    """A value cannot be sealed or opened; `vi` and `en` say why. Nothing was changed or lost."""

    vi = "Không mở được dữ liệu đã niêm phong."
    en = "A sealed value cannot be opened."

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.en} {detail}".strip())


class BadRing(SealingError):
    """The file of keys makes no sense."""

    vi = "Tệp khóa niêm phong không hợp lệ."
    en = "The file of sealing keys is not valid."


class KeyMissing(SealingError):
    """The value was sealed with a key that this process does not have: put the key back, the value is still there."""

    vi = "Thiếu khóa niêm phong; hãy đưa khóa trở lại tệp khóa, dữ liệu vẫn còn nguyên."
    en = "The key is missing; put it back into the file of keys, the value is still there."

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(f"Key: {key_id}.")


class NotWhole(SealingError):
    """The value was changed, or moved here from another row or column."""

    vi = "Dữ liệu niêm phong đã bị sửa, hoặc bị chép từ dòng khác."
    en = "The sealed value was changed, or was moved here from another row."


class NoRow(SealingError):
    """A sealed value belongs to its row: it is written by saving the row, never by an update over many rows."""

    vi = "Giá trị niêm phong gắn với dòng của nó: hãy lưu từng dòng, không cập nhật hàng loạt."
    en = "A sealed value belongs to its row: save the row, an update over many rows cannot seal."
