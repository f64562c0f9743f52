"""Invented examples for the living design system page: every component in every state."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.templatetags.static import static

from . import palette
from .design_rules import MOTION, PARTS, RULES, SIZES, SPACES
from .fields import Field, Option, errors_of
from .statuses import DOSSIER

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
COMMUNES = [
    Option(str(i), name)
    for i, name in enumerate(
        """Phường Ba Đình|Phường Bạch Mai|Phường Cầu Giấy|Phường Cửa Nam|Phường Đống Đa|Phường Giảng Võ
Phường Hà Đông|Phường Hoàn Kiếm|Phường Hồng Hà|Phường Láng|Phường Long Biên|Phường Ngọc Hà|Phường Nghĩa Đô
Phường Ô Chợ Dừa|Phường Tây Hồ|Phường Thanh Xuân|Phường Từ Liêm|Phường Yên Hòa|Xã Ba Vì|Xã Đông Anh|Xã Gia Lâm
Xã Sóc Sơn|Xã Sơn Tây|Xã Thạch Thất|Xã Ứng Hòa""".replace("\n", "|").split("|"),
        start=1,
    )
]
PROVINCES = [
    Option("01", "Thành phố Hà Nội"),
    Option("48", "Thành phố Đà Nẵng"),
    Option("79", "Thành phố Hồ Chí Minh"),
]


def both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


def fields() -> list[Field]:
    """One field of each kind, some answered, some refused."""
    return [
        Field(
            "name",
            "text",
            both("Họ, chữ đệm và tên của trẻ", "Full name of the child"),
            value="Nguyễn Hoài Ẵng",
            hint=both(
                "Viết đủ dấu, như sẽ in trên giấy khai sinh.", "With all marks, as on the certificate."
            ),
            why=both(
                "Tên này được ghi vào sổ đăng ký khai sinh và cơ sở dữ liệu dân cư.",
                "It is entered in the register of births and the population database.",
            ),
        ),
        Field(
            "born",
            "date",
            both("Ngày sinh", "Date of birth"),
            value={"day": "31", "month": "2", "year": "2026"},
            example="15 3 2026",
            error=both("Tháng 2 năm 2026 chỉ có 28 ngày.", "February 2026 has 28 days."),
        ),
        Field(
            "pin",
            "pin",
            both("Số định danh cá nhân", "Personal identification number"),
            value="001085000123",
            hint=both(
                "12 chữ số, ở mặt trước thẻ căn cước.", "12 digits, on the front of the identity card."
            ),
        ),
        Field("opens", "moment", both("Mở sổ lúc", "Opened at"), value=NOW),
        Field("phone", "phone", both("Số điện thoại", "Telephone"), value="", example="0912 345 678"),
        Field("email", "email", both("Thư điện tử", "E-mail"), required=False),
        Field(
            "copies",
            "integer",
            both("Số bản sao", "Copies"),
            value=2,
            suffix=both("bản", "copies"),
            width="s",
        ),
        Field("worth", "money", both("Giá trị công trình", "Value of the works"), value=1250000000),
        Field(
            "sex",
            "choice",
            both("Giới tính", "Sex"),
            value="f",
            options=[Option("f", both("Nữ", "Female")), Option("m", both("Nam", "Male"))],
        ),
        Field(
            "kind",
            "choices",
            both("Cần kèm theo", "Also needed"),
            value=["bhyt"],
            options=[
                Option(
                    "bhyt",
                    both("Thẻ bảo hiểm y tế", "Health insurance card"),
                    both("Trẻ dưới 6 tuổi được cấp miễn phí.", "Free for children under six."),
                ),
                Option("resident", both("Đăng ký thường trú", "Residence registration")),
            ],
        ),
        Field(
            "hospital",
            "yes_no",
            both("Trẻ sinh tại cơ sở y tế?", "Was the child born in a hospital?"),
            value=True,
        ),
        Field(
            "relation",
            "select",
            both("Quan hệ với trẻ", "Relation to the child"),
            options=[
                Option("mother", both("Mẹ", "Mother")),
                Option("father", both("Cha", "Father")),
                Option("grandparent", both("Ông, bà", "Grandparent")),
            ],
            value="mother",
            width="m",
        ),
        Field(
            "unit",
            "unit",
            both("Nơi muốn nhận kết quả", "Where to collect the result"),
            options=COMMUNES,
            value="3",
        ),
        Field(
            "home",
            "address",
            both("Nơi cư trú", "Residence"),
            provinces=PROVINCES,
            communes=COMMUNES,
            value={"province": "01", "commune": "3", "line": "Số 12, ngõ 34 đường Nguyễn Phong Sắc"},
        ),
        Field(
            "note", "longtext", both("Điều muốn nói thêm", "Anything to add"), required=False, max_length=500
        ),
        Field(
            "father",
            "text",
            both("Họ tên cha", "Father's name"),
            value="Nguyễn Văn Thưởng",
            locked=True,
            source=both("Lấy từ cơ sở dữ liệu dân cư", "From the population database"),
        ),
        Field(
            "paper",
            "file",
            both("Giấy chứng sinh", "Birth notice of the hospital"),
            hint=both("Ảnh chụp hoặc PDF, tối đa 20 MB.", "A photograph or PDF, up to 20 MB."),
        ),
        Field("stars", "rating", both("Bạn thấy dịch vụ thế nào?", "How was it?"), value="4", required=False),
    ]


def context() -> dict[str, Any]:
    """Everything that the design system page shows."""
    questions = fields()
    return {
        "now": NOW,
        "place": both("Thành phố mẫu", "Sample city"),
        "crumbs": [
            {"label": both("Trang đầu", "Home"), "href": "/"},
            {"label": both("Hệ thiết kế", "Design system")},
        ],
        "parts": PARTS,
        "rules": RULES,
        "sizes": SIZES,
        "spaces": SPACES,
        "colours": palette.colours(),
        "pairs": [
            {
                "over": pair.over,
                "under": pair.under,
                "least": pair.least,
                "cells": [pair.ratios.get(look) for look in palette.LOOKS],
            }
            for pair in palette.pairs()
        ],
        "glance": [
            {
                "icon": "clock",
                "label": both("Thời hạn", "How long"),
                "value": both("Trong ngày", "The same day"),
            },
            {"icon": "coins", "label": both("Lệ phí", "Fee"), "value": both("Miễn phí", "Free")},
            {
                "icon": "papers",
                "label": both("Giấy tờ", "Papers"),
                "value": both("1 giấy", "1 paper"),
                "note": both("Giấy chứng sinh", "Notice of birth"),
            },
            {
                "icon": "pin",
                "label": both("Nộp ở đâu", "Where"),
                "value": both("Trực tuyến, hoặc bất kỳ phường nào", "Online, or in any ward"),
            },
        ],
        "compare_heads": [both("Tại phường", "At the ward"), both("Bản điện tử", "Electronic")],
        "compare_rows": [
            {
                "label": both("Khi nào có", "When"),
                "cells": [
                    (
                        both("Tại phường", "At the ward"),
                        both("Sau khi ký, giờ hành chính", "After signing, in office hours"),
                    ),
                    (both("Bản điện tử", "Electronic"), both("Ngay sau khi ký", "As soon as it is signed")),
                ],
                "differs": True,
            },
            {
                "label": both("Giá trị", "Value"),
                "cells": [
                    (both("Tại phường", "At the ward"), both("Bản chính", "Original")),
                    (both("Bản điện tử", "Electronic"), both("Bản chính", "Original")),
                ],
            },
        ],
        "share_rows": [
            {"label": both("Trạng thái", "Status"), "value": both("Đang xử lý", "In progress")},
            {"label": both("Hẹn trả", "Expected"), "value": "26/11/2026"},
        ],
        "fields": questions,
        "errors": errors_of(questions),
        "statuses": list(DOSSIER),
        "dues": [
            (NOW - timedelta(hours=3), None),
            (NOW + timedelta(hours=4), None),
            (NOW + timedelta(days=2), 900),
            (NOW + timedelta(days=9), 3000),
        ],
        "icons": ICONS,
        "rows": [
            {"label": both("Họ tên trẻ", "Child"), "value": "Nguyễn Hoài Ẵng", "change": "#id-name"},
            {"label": both("Ngày sinh", "Born"), "value": "15/03/2026", "change": "#id-born-day"},
            {
                "label": both("Họ tên cha", "Father"),
                "value": "Nguyễn Văn Thưởng",
                "source": both("Cơ sở dữ liệu dân cư", "Population database"),
            },
        ],
        "entries": [
            {
                "title": both("Hẹn trả kết quả", "Result expected"),
                "at": NOW + timedelta(days=3),
                "state": "todo",
            },
            {
                "title": both("Công chức hộ tịch đang kiểm tra", "The civil status officer is checking"),
                "who": both("UBND phường Cầu Giấy", "Cầu Giấy ward"),
                "at": NOW,
                "state": "now",
            },
            {
                "title": both(
                    "Đã tiếp nhận, số 000.15.30.H26-261123-0042", "Accepted, 000.15.30.H26-261123-0042"
                ),
                "at": NOW - timedelta(hours=5),
            },
            {
                "title": both("Bạn đã nộp hồ sơ", "You handed it in"),
                "at": NOW - timedelta(hours=9),
                "href": "#",
                "link": both("Xem bản đã nộp", "See what was sent"),
            },
        ],
        "tasks": [
            {"label": both("Về trẻ", "The child"), "href": "#", "state": "done"},
            {
                "label": both("Về cha mẹ", "The parents"),
                "href": "#",
                "state": "wrong",
                "hint": both("Ngày đăng ký kết hôn chưa khớp", "The wedding date does not match"),
            },
            {"label": both("Giấy tờ", "Papers"), "href": "#", "state": "open"},
            {"label": both("Xem lại và nộp", "Check and send"), "state": "locked"},
        ],
        "steps": [
            {"label": both("Về trẻ", "The child"), "href": "#", "state": "done"},
            {"label": both("Cha mẹ", "Parents"), "state": "now"},
            {"label": both("Giấy tờ", "Papers"), "state": "todo"},
            {"label": both("Xem lại", "Check"), "state": "todo"},
        ],
        "tabs": [
            {"label": both("Chờ tiếp nhận", "To receive"), "href": "#", "count": 12, "current": True},
            {"label": both("Đang xử lý", "In progress"), "href": "#", "count": 1248},
            {"label": both("Sắp đến hạn", "Due soon"), "href": "#", "count": 7},
        ],
        "figures": [
            {
                "label": both("Hồ sơ tiếp nhận tuần này", "Dossiers accepted this week"),
                "value": "12.480",
                "delta": both("+4,2 % so với tuần trước", "+4.2 % on last week"),
                "href": "#",
            },
            {
                "label": both("Đúng hạn", "On time"),
                "value": "98,7",
                "unit": "%",
                "delta_tone": "ok",
                "delta": both("+0,3 điểm", "+0.3 points"),
            },
            {
                "label": both("Quá hạn", "Overdue"),
                "value": "31",
                "delta_tone": "danger",
                "delta": both("+6 hồ sơ", "+6"),
            },
            {
                "label": both("Thời gian trung vị", "Median time"),
                "value": "1,8",
                "unit": both("ngày", "days"),
                "note": both("tính theo giờ làm việc", "in working hours"),
            },
        ],
        "by_field": [
            (both("Hộ tịch", "Civil status"), 5210),
            (both("Chứng thực", "Certification"), 3904),
            (both("Đất đai", "Land"), 1820),
            (both("Xây dựng", "Construction"), 946),
            (both("Bảo trợ xã hội", "Social protection"), 600, "warn"),
        ],
        "by_day": [("T2", 812), ("T3", 934), ("T4", 1020), ("T5", 877), ("T6", 1104), ("T7", 310)],
        "by_week": [
            (f"T{i}", value) for i, value in enumerate([94.1, 95.0, 95.6, 94.8, 96.7, 97.2, 98.9, 98.7], 38)
        ],
        "spark": [3, 5, 4, 8, 7, 9, 12, 11],
        "dossiers": [
            {
                "code": f"000.15.30.H26-261123-{n:04d}",
                "who": who,
                "what": what,
                "status": status,
                "due": NOW + timedelta(hours=hours),
                "late": hours < 0,
            }
            for n, who, what, status, hours in (
                (42, "Nguyễn Thị Hường", "Đăng ký khai sinh", 1, 5),
                (41, "Trần Quốc Khánh", "Xác nhận tình trạng hôn nhân", 4, -3),
                (38, "Đặng Thuỳ Dương", "Cấp bản sao trích lục hộ tịch", 5, 40),
                (35, "Lê Ngọc Ánh", "Đăng ký kết hôn", 6, 120),
                (33, "Phạm Đức Ẩn", "Giấy phép xây dựng nhà ở riêng lẻ", 9, 300),
            )
        ],
        "contributions": [
            {"label": "Phường Nghĩa Đô", "value": 0.54, "note": "13/13"},
            {"label": "Xã Sóc Sơn", "value": 0.21},
            {"label": "Phường Ba Đình", "value": -0.47, "note": "1/2"},
        ],
        "standing": [80.0, 85.5, 96.2, 97.0, 97.0, 97.5, 98.4, 99.1, 100.0, 100.0],
        "told": [
            {
                "level": "success",
                "icon": "check",
                "words": both("Đã ghi nhận ý kiến", "Your opinion is noted"),
            },
            {
                "level": "error",
                "icon": "alert",
                "words": both("Chưa gửi được, thử lại", "Not sent, try again"),
            },
        ],
        "sample_urgent": [
            {
                "href": "#",
                "title": both("Mưa lớn, ngập cục bộ (ví dụ)", "Heavy rain, floods in places (sample)"),
                "text": both("Tránh các đoạn phố trũng.", "Keep away from low streets."),
                "place": "",
            }
        ],
        "motion": MOTION,
        "lines": [
            {"label": both("Lệ phí cấp bản sao (2 bản)", "Copies (2)"), "amount": 16000},
            {"label": both("Gửi kết quả về nhà", "Sent to your home"), "amount": 28000},
        ],
        "repeat": [
            {
                "number": 1,
                "fields": [Field("m-0-name", "text", both("Họ tên", "Name"), value="Nguyễn Hoài Ẵng")],
                "remove": "remove-0",
            }
        ],
        "place_field": Field(
            "place",
            "address",
            both("Nơi xảy ra", "Where it happened"),
            value={"province": "01"},
            provinces=PROVINCES,
            communes=[Option("00004", "Phường Ba Đình"), Option("00160", "Phường Nghĩa Đô")],
        ),
        "known_paper": Field("marriage", "file", both("Giấy chứng nhận kết hôn", "Marriage certificate")),
        "sample_picture": static("shell/sample-paper.svg"),
        "filters": [
            {
                "name": "status",
                "label": both("Trạng thái", "Status"),
                "options": [Option("4", both("Đang xử lý", "In progress"))],
                "value": "",
            }
        ],
        "footer_menu": [
            {
                "heading": both("Của tôi", "Mine"),
                "rows": [
                    {"label": both("Trang của tôi", "My page"), "href": "#"},
                    {"label": both("Ví giấy tờ", "My papers"), "href": "#"},
                ],
            },
            {
                "heading": both("Trợ giúp", "Help"),
                "rows": [{"label": both("Hướng dẫn", "Guides"), "href": "#"}],
            },
        ],
        "portal_menu": [
            {"label": both("Việc cần làm", "Services"), "href": "#", "current": True},
            {"label": both("Hồ sơ của tôi", "My dossiers"), "href": "#"},
            {"label": both("Tra cứu hồ sơ", "Track a dossier"), "href": "#"},
        ],
    }


def desk_context() -> dict[str, Any]:
    """What the officer's frame needs besides."""
    return {
        "bar_place": both("Phường mẫu", "Sample ward"),
        "desk_menu": [
            {"label": both("Tổng quan", "Overview"), "href": "#", "icon": "home"},
            {"heading": both("Hồ sơ", "Dossiers")},
            {
                "label": both("Chờ tiếp nhận", "To receive"),
                "href": "#",
                "icon": "inbox",
                "count": 12,
                "current": True,
            },
            {"label": both("Tôi đang xử lý", "Mine"), "href": "#", "icon": "pen", "count": 34},
            {"label": both("Quá hạn", "Overdue"), "href": "#", "icon": "alert", "count": 3, "tone": "danger"},
            {"label": both("Chờ ký", "To sign"), "href": "#", "icon": "seal", "count": 5},
            {"label": both("Trả kết quả", "To return"), "href": "#", "icon": "door", "count": 21},
            {"heading": both("Tra cứu", "Look up")},
            {"label": both("Dân cư", "Population"), "href": "#", "icon": "people"},
            {"label": both("Số liệu", "Figures"), "href": "#", "icon": "chart"},
        ],
    }


SPRITE = Path(__file__).parent / "static" / "shell" / "icons.svg"
ICONS = re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text("utf-8"))
