"""The page of the demo's roles. It does not exist outside demo and tests."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from motcua.project.demo.identities import DemoIdentity, demo_identities

FIRST_STEPS = {
    "resident": ("/nop/1.001193", "Đăng ký khai sinh cho con", "Register the birth of her child"),
    "resident-single": (
        "/nop/1.004873",
        "Xin xác nhận tình trạng hôn nhân",
        "Ask for a marital-status certificate",
    ),
    "counter": ("/ban-lam-viec/", "Tiếp nhận hồ sơ", "Accept requests"),
    "justice": ("/ban-lam-viec/", "Thẩm tra hồ sơ hộ tịch, chứng thực", "Examine civil-status requests"),
    "land": ("/ban-lam-viec/", "Thẩm định cấp phép xây dựng", "Appraise construction permits"),
    "society": (
        "/ban-lam-viec/",
        "Xác thực trợ cấp, miễn giảm học phí",
        "Verify allowances and tuition relief",
    ),
    "economy": ("/ban-lam-viec/", "Kiểm tra hộ kinh doanh", "Check household businesses"),
    "leader": ("/ban-lam-viec/", "Thẩm định, phân công", "Review and assign"),
    "chair": ("/ban-lam-viec/", "Ký kết quả", "Sign results"),
    "clerk": ("/ban-lam-viec/", "Vào sổ, đóng dấu", "Number and seal"),
    "handover": ("/ban-lam-viec/", "Trao kết quả tại trụ sở phường", "Hand over results at the ward"),
    "police": ("/ban-lam-viec/", "Cho ý kiến về sử dụng vỉa hè", "Answer about the use of the pavement"),
    "construction": ("/ban-lam-viec/", "Cho ý kiến về giấy phép xây dựng", "Answer consultations"),
    "department": ("/ban-lam-viec/", "Chỉ đạo, ký", "Direct and sign"),
    "registrar": (
        "/ban-lam-viec/",
        "Lập phiếu chuyển thuế, cập nhật sổ địa chính",
        "Write tax slips, update the register",
    ),
    "land-head": ("/ban-lam-viec/", "Ký giấy chứng nhận, trích lục", "Sign certificates and extracts"),
    "land-clerk": ("/ban-lam-viec/", "Vào sổ, đóng dấu", "Number and seal"),
    "school": ("/thu-theo-lop/", "Thu khoản của lớp, nhắc phụ huynh", "Fees of a class, reminders"),
    "post": ("/buu-chinh/diem/", "Nhận, bàn giao, phát hồ sơ bưu chính", "Carry dossiers by post"),
    "editor": ("/soan-thu-tuc/", "Soạn thủ tục và quy trình", "Edit procedures and workflows"),
    "issuer": ("/soan-thu-tuc/", "Duyệt công bố thủ tục", "Approve the publication of procedures"),
    "organiser": ("/to-chuc/", "Soạn phương án sắp xếp tổ chức", "Write plans of organisation"),
    "dpo": (
        "/bao-ve-du-lieu/",
        "Xem xét lượt xem dữ liệu, trả lời người dân",
        "Review looks at data, answer residents",
    ),
    "accountant": ("/ke-toan/", "Đối soát, giữ sổ thu phí", "Reconcile and keep the fee books"),
    "chief-accountant": ("/ke-toan/nop-ngan-sach/", "Duyệt nộp ngân sách", "Approve payments to the budget"),
    "city": ("/dieu-hanh/", "Xem số liệu điều hành", "See the city's figures"),
}
"""Where each role begins, and what there is to do."""


@dataclass(frozen=True, slots=True)
class Role:
    """One card of the page."""

    identity: DemoIdentity
    next: str
    vi: str
    en: str


@never_cache
def roles(request: HttpRequest) -> HttpResponse:
    """Every demo identity with one button. Residents go through the real sign-on. One query."""
    cards = [Role(identity, *FIRST_STEPS[identity.key]) for identity in demo_identities()]
    return render(
        request,
        "demo/roles.html",
        {
            "residents": [card for card in cards if card.identity.person is not None],
            "officers": [card for card in cards if card.identity.person is None],
        },
    )
