"""The main pages of the house, in one table: who opens what. A new room adds its rows here, and every check looks at them.

Checks: tests/browser/test_faces.py (pictures, width, axe, keyboard, languages, without JavaScript). A path may name things
that `tests/browser/faces_city.py` has put into the city, as `{birth}`; the city is the same on every run, its clock too.
"""

from typing import NamedTuple


class MainPage(NamedTuple):
    """One page. `who`: "" for a visitor, else a role of the demo. `core`: looked at in `make test`, others in `make test-all`.

    `journey`: a resident must be able to do it without JavaScript.
    """

    name: str
    who: str
    path: str
    core: bool = False
    journey: bool = False


PAGES = (
    MainPage("trang-dau", "", "/", core=True, journey=True),
    MainPage("danh-muc", "", "/thu-tuc", journey=True),
    MainPage("danh-muc-tim", "", "/thu-tuc?q=xin phep xay nha", journey=True),
    MainPage("thu-tuc", "", "/thu-tuc/1.001193", core=True, journey=True),
    MainPage("nop", "", "/nop/1.001193", journey=True),
    MainPage("tra-cuu", "", "/tra-cuu", journey=True),
    MainPage("kiem-tra-trich-luc", "", "/kiem-tra-trich-luc/"),
    MainPage("dang-nhap", "", "/dang-nhap", journey=True),
    MainPage("dang-nhap-can-bo", "", "/dang-nhap/can-bo"),
    MainPage("hien-thi", "", "/hien-thi/", journey=True),
    MainPage("thiet-ke", "", "/thiet-ke/"),
    MainPage("thiet-ke-ban", "", "/thiet-ke/ban-lam-viec/"),
    MainPage("phan-anh", "", "/phan-anh", core=True, journey=True),
    MainPage("hoi-dap", "", "/hoi-dap", journey=True),
    MainPage("tin-tuc", "", "/tin-tuc", core=True, journey=True),
    MainPage("huong-dan", "", "/huong-dan", journey=True),
    MainPage("van-ban", "", "/van-ban", journey=True),
    MainPage("phuong-xa", "", "/phuong-xa", journey=True),
    MainPage("phuong-mot", "", "/phuong-xa/nghia-do", core=True, journey=True),
    MainPage("danh-gia", "", "/danh-gia", journey=True),
    MainPage("khao-sat", "", "/khao-sat", journey=True),
    MainPage("cong-bo-thu-tuc", "", "/cong-bo-thu-tuc", journey=True),
    MainPage("gop-y-thu-tuc", "", "/gop-y-thu-tuc", journey=True),
    MainPage("ngoai-tuyen", "", "/ngoai-tuyen"),
    MainPage("buu-chinh", "", "/buu-chinh/", journey=True),
    MainPage("buu-chinh-tra-cuu", "", "/buu-chinh/tra-cuu", journey=True),
    MainPage("buu-chinh-yeu-cau", "resident", "/buu-chinh/yeu-cau", journey=True),
    MainPage("to-luu-dong", "", "/to-luu-dong/", journey=True),
    MainPage("khong-co", "", "/khong-co-trang-nay", journey=True),
    MainPage("nha-trang-dau", "resident", "/", core=True, journey=True),
    MainPage("nha-toi", "resident", "/ca-nhan", core=True, journey=True),
    MainPage("nha-ho-so", "resident", "/ho-so", journey=True),
    MainPage("nha-ho-so-mot", "resident", "/ho-so/{birth.uuid}", core=True, journey=True),
    MainPage("nha-rut", "resident", "/ho-so/{birth.uuid}/rut", journey=True),
    MainPage("nha-hop-thu", "resident", "/hop-thu", journey=True),
    MainPage("nha-giay-to", "resident", "/giay-to/", journey=True),
    MainPage("nha-chia-se", "resident", "/giay-to/chia-se/moi/", journey=True),
    MainPage("nha-du-lieu-sai", "resident", "/du-lieu-sai/muc/residence/", journey=True),
    MainPage("nha-don-con", "resident", "/nop/ban-nhap/{draft}/child", core=True, journey=True),
    MainPage("nha-don-giay-to", "resident", "/nop/ban-nhap/{draft}/giay-to", journey=True),
    MainPage("nha-don-xem-lai", "resident", "/nop/ban-nhap/{draft}/xem-lai", journey=True),
    MainPage("nha-phan-anh-gui", "resident", "/phan-anh/gui", core=True, journey=True),
    MainPage("nha-phan-anh-quy-dinh", "resident", "/phan-anh/gui/quy-dinh", journey=True),
    MainPage("nha-hoi", "resident", "/hoi-dap/gui", journey=True),
    MainPage("nha-phan-anh", "resident", "/phan-anh/cua-toi", journey=True),
    MainPage("nha-lam-thay", "resident", "/lam-thay", journey=True),
    MainPage("ban-viec", "justice", "/ban-lam-viec/", core=True),
    MainPage("ban-cho-nhan", "justice", "/ban-lam-viec/cho-nhan/"),
    MainPage("ban-tat-ca", "justice", "/ban-lam-viec/tat-ca/"),
    MainPage("ban-ho-so", "justice", "/ban-lam-viec/ho-so/{late.code}/", core=True),
    MainPage("ban-truc-tuyen", "counter", "/ban-lam-viec/truc-tuyen/"),
    MainPage("ban-tiep-nhan", "counter", "/ban-lam-viec/tiep-nhan/"),
    MainPage("ban-tiep-nhan-don", "counter", "/ban-lam-viec/tiep-nhan/1.013225/"),
    MainPage("ban-tu-choi", "counter", "/ban-lam-viec/ho-so/{birth.code}/?viec=refuse"),
    MainPage("ban-ky", "chair", "/ban-lam-viec/ho-so/{examined.code}/"),
    MainPage("ban-so-theo-doi", "chair", "/ban-lam-viec/so-theo-doi/"),
    MainPage("so-cu", "justice", "/so-cu/"),
    MainPage("so-cu-moi", "justice", "/so-cu/moi/"),
    MainPage("so-cu-chi-tieu", "city", "/so-cu/chi-tieu/"),
    MainPage("ban-phan-anh", "leader", "/ban-lam-viec/phan-anh/"),
    MainPage("sanh", "", "/xep-hang", journey=True),
    MainPage("sanh-mot", "", "/xep-hang/{hall.key}", journey=True),
    MainPage("sanh-bang", "", "/xep-hang/{hall.key}/bang"),
    MainPage("sanh-so", "", "/xep-hang/phieu/{hall.ticket}", journey=True),
    MainPage("hen-o-dau", "", "/dat-hen", journey=True),
    MainPage("hen-dat", "", "/dat-hen/{hall.key}?nhom=A", journey=True),
    MainPage("hen-mot", "", "/dat-hen/lich/{hall.booking}", journey=True),
    MainPage("quay", "counter", "/quay/"),
    MainPage("quay-so-lieu", "city", "/quay/so-lieu/"),
    MainPage("quay-kiem-tra", "city", "/quay/kiem-tra/{hall.key}/moi/"),
    MainPage("quay-camera", "editor", "/quay/camera/"),
    MainPage("quay-sanh", "editor", "/quay/sanh/{hall.key}/"),
    MainPage("so-hoa", "counter", "/so-hoa/"),
    MainPage("so-hoa-ho-so", "counter", "/so-hoa/ho-so/{paper.code}/"),
    MainPage("so-hoa-quet", "counter", "/so-hoa/{paper.scan}/"),
    MainPage("so-hoa-so-lieu", "city", "/so-hoa/so-lieu/"),
    MainPage("quay-giay-to", "counter", "/quay/giay-to/"),
    MainPage("lien-thong", "", "/thu-tuc/3.000722", core=True, journey=True),
    MainPage("co-quan", "", "/co-quan", journey=True),
    MainPage("co-quan-mot", "", "/co-quan/ubnd-phuong-nghia-do", journey=True),
    MainPage("dia-chi", "", "/dia-chi-cu-moi?q=dich vong", journey=True),
    MainPage("tham-quyen", "justice", "/tham-quyen/", core=True),
    MainPage("tham-quyen-giao", "chair", "/tham-quyen/giao-quyen/"),
    MainPage("tham-quyen-quyet-dinh", "chair", "/tham-quyen/quyet-dinh/"),
    MainPage("tham-quyen-vang", "chair", "/tham-quyen/vang-mat/"),
    MainPage("tham-quyen-phan-cap", "city", "/tham-quyen/phan-cap/"),
    MainPage("tham-quyen-bao-cao", "city", "/tham-quyen/bao-cao/"),
    MainPage("dan-cu", "justice", "/dan-cu/"),
    MainPage("so-dang-ky", "justice", "/so-dang-ky/"),
    MainPage("so-dang-ky-ban-do", "justice", "/so-dang-ky/ban-do/"),
    MainPage("thanh-pho-biet-gi", "resident", "/thanh-pho-biet-gi/"),
    MainPage("chia-se-du-lieu", "organiser", "/chia-se-du-lieu/"),
    MainPage("chia-se-du-lieu-moi", "organiser", "/chia-se-du-lieu/moi/births/"),
    MainPage("so-chung-thuc", "justice", "/so-chung-thuc/"),
    MainPage("to-chuc", "city", "/to-chuc/"),
    MainPage("to-chuc-moi", "organiser", "/to-chuc/moi/"),
    MainPage("to-chuc-hoi", "chair", "/to-chuc/can-quyet-dinh/"),
    MainPage("thong-diep", "city", "/thong-diep/"),
    MainPage("dieu-hanh-cu-moi", "city", "/dieu-hanh/ban-do-cu-moi"),
    MainPage("dieu-hanh", "city", "/dieu-hanh/", core=True),
    MainPage("dieu-hanh-co-quan", "city", "/dieu-hanh/co-quan"),
    MainPage("dieu-hanh-thu-tuc", "city", "/dieu-hanh/thu-tuc"),
    MainPage("dieu-hanh-ho-so", "city", "/dieu-hanh/ho-so"),
    MainPage("dieu-hanh-ban-do", "city", "/dieu-hanh/ban-do"),
    MainPage("bien-tap", "chair", "/ban-bien-tap/"),
    MainPage("dieu-hanh-quy-trinh", "city", "/dieu-hanh/quy-trinh"),
    MainPage("dieu-hanh-quy-trinh-mot", "city", "/dieu-hanh/quy-trinh/1.001193?ky=12"),
    MainPage("dieu-hanh-he-thong", "city", "/dieu-hanh/he-thong"),
    MainPage("soan", "editor", "/soan-thu-tuc/"),
    MainPage("soan-moi", "editor", "/soan-thu-tuc/moi/"),
    *(
        MainPage(f"soan-{tab}", "editor", f"/soan-thu-tuc/{{copy}}/{tab}/")
        for tab in (
            "thong-tin",
            "bieu-mau",
            "giay-to",
            "phi",
            "cac-buoc",
            "so-do",
            "ket-qua",
            "loi-khuyen",
            "chay-thu",
            "dien-tap",
            "cong-bo",
        )
    ),
    MainPage("bien-tap-quoc-gia", "editor", "/danh-muc-quoc-gia/"),
    MainPage("bien-tap-cong-bo", "editor", "/danh-muc-quoc-gia/cong-bo/"),
    MainPage("bien-tap-ra-soat", "editor", "/ra-soat/"),
)
assert len({page.name for page in PAGES}) == len(PAGES)
CORE = tuple(page for page in PAGES if page.core)
JOURNEYS = tuple(page for page in PAGES if page.journey)
