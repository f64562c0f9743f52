"""The 54 ethnic groups by list and code: two orders are in use, so a code needs its list."""

# Quyết định 121-TCTK/PPCĐ (1979); 55 is a foreigner.
QD121_1979 = dict(
    enumerate(
        [
            "Kinh",
            "Tày",
            "Thái",
            "Hoa",
            "Khơ-me",
            "Mường",
            "Nùng",
            "HMông",
            "Dao",
            "Gia-rai",
            "Ngái",
            "Ê-đê",
            "Ba-na",
            "Xơ-đăng",
            "Sán Chay",
            "Cơ-ho",
            "Chăm",
            "Sán Dìu",
            "Hrê",
            "Mnông",
            "Ra-glai",
            "Xtiêng",
            "Bru - Vân Kiều",
            "Thổ",
            "Giáy",
            "Cơ-tu",
            "Gié-Triêng",
            "Mạ",
            "Khơ-mú",
            "Co",
            "Ta-ôi",
            "Chơ-ro",
            "Kháng",
            "Xinh-mun",
            "Hà Nhì",
            "Chu-ru",
            "Lào",
            "La Chí",
            "La Ha",
            "Phù Lá",
            "La Hủ",
            "Lự",
            "Lô Lô",
            "Chứt",
            "Mảng",
            "Pà Thẻn",
            "Cơ Lao",
            "Cống",
            "Bố Y",
            "Si La",
            "Pu Péo",
            "Brâu",
            "Ơ-đu",
            "Rơ-măm",
            "Người nước ngoài",
        ],
        start=1,
    )
)
# The census list, as far as it is published: other order from 04 on.
CENSUS = dict(
    enumerate(
        [
            "Kinh",
            "Tày",
            "Thái",
            "Mường",
            "Khmer",
            "Hoa",
            "Nùng",
            "Mông",
            "Dao",
            "Gia Rai",
            "Ê Đê",
            "Ba Na",
            "Sán Chay",
            "Chăm",
            "Cơ Ho",
            "Xơ Đăng",
            "Sán Dìu",
            "Hrê",
            "Ra Glai",
            "Mnông",
        ],
        start=1,
    )
)
LISTS = {"QD121-1979": QD121_1979, "census": CENSUS}


def ethnic_group(list_id: str, code: str) -> str:
    """The group's name, or an empty text when the list or the code is not known."""
    return LISTS.get(list_id, {}).get(int(code), "") if code.isdecimal() else ""


def choices(list_id: str = "QD121-1979") -> list[tuple[str, str]]:
    """The groups of a list for a form: two-digit code and name, in the list's order."""
    return [(f"{number:02d}", name) for number, name in LISTS[list_id].items()]
