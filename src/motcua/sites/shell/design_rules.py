"""What the design system asks of whoever builds a page, part by part: to do and not to do. Shown on the living page."""


def _both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


PARTS = [
    ("s-colour", _both("Màu", "Colours")),
    ("s-type", _both("Chữ", "Type")),
    ("s-space", _both("Khoảng cách", "Space")),
    ("s-button", _both("Nút", "Buttons")),
    ("s-status", _both("Trạng thái", "Statuses")),
    ("s-form", _both("Biểu mẫu", "Forms")),
    ("s-notice", _both("Lời nhắn", "Notices")),
    ("s-review", _both("Xem lại, theo dõi", "Check and follow")),
    ("s-list", _both("Danh sách", "Lists")),
    ("s-figures", _both("Con số", "Figures")),
    ("s-card", _both("Thẻ, giấy tờ", "Cards, papers")),
    ("s-compared", _both("So với nhau", "Compared")),
    ("s-told", _both("Vừa xảy ra", "Just happened")),
    ("s-motion", _both("Chuyển động, nét", "Motion, edge")),
    ("s-states", _both("Trống, tải, hỏng", "Empty, loading, failed")),
    ("s-facts", _both("Tóm tắt, so sánh", "At a glance")),
    ("s-map", _both("Bản đồ", "Maps")),
    ("s-print", _both("Trên giấy", "On paper")),
    ("s-icons", _both("Hình", "Icons")),
]
SIZES = [
    ("t-h1", "30–42 px", _both("tên trang, một lần", "the page's name, once")),
    ("t-h2", "26 px", _both("các phần", "parts")),
    ("t-h3", "20 px", _both("thẻ, nhóm", "cards, groups")),
    ("t-lead", "20 px", _both("một câu mở đầu", "one opening sentence")),
    ("t-body", "17 px", _both("chữ thường; 15 px ở bàn làm việc", "running text; 15 px on the desk")),
    ("t-small", "14 px", _both("nguồn, giờ, mã", "sources, times, codes")),
]
MOTION = [
    (
        "quick",
        _both("0,12 giây", "0.12 s"),
        _both("chạm, trỏ vào; chuyển trang", "touch, hover; from page to page"),
    ),
    ("calm", _both("0,3 giây", "0.3 s"), _both("một thứ hiện ra hay lui đi", "something appears or leaves")),
    (
        "edge",
        _both("1,5 px; 2 px khi tương phản cao", "1.5 px; 2 px in high contrast"),
        _both("viền của thứ bấm được", "edge of what can be pressed"),
    ),
    ("lh-text", _both("1,65", "1.65"), _both("đoạn văn", "running text")),
    (
        "lh-control",
        _both("1,75", "1.75"),
        _both("ô nhập, nút, nhãn: dấu của Ẳ không bị cắt", "fields, buttons, tags: no mark is cut off"),
    ),
    ("lh-heading", _both("1,34", "1.34"), _both("tên trang, tên phần", "headings")),
]
"""Other tokens: name, value, when. Both motions are nought where the device asks for less."""
SPACES = [
    (1, "4 px"),
    (2, "8 px"),
    (3, "12 px"),
    (4, "16 px"),
    (5, "24 px"),
    (6, "32 px"),
    (7, "48 px"),
    (8, "72 px"),
]
RULES = {
    "colour": {
        "do": [
            _both(
                "Dùng tên màu, không dùng giá trị: nền tối và tương phản cao đến theo.",
                "Use a colour's name, never its value: dark and high contrast follow by themselves.",
            ),
            _both("Chữ đạt 4,5:1, viền và dấu đạt 3:1.", "Words reach 4.5:1, edges and marks 3:1."),
        ],
        "dont": [
            _both("Không nói điều gì chỉ bằng màu.", "Say nothing by colour alone."),
            _both(
                "Không viết chữ màu vàng nắng; không dùng đỏ để trang trí.",
                "No words in ochre; no red as decoration.",
            ),
        ],
    },
    "type": {
        "do": [
            _both(
                "Dòng chữ trong ô, nút, nhãn cao 1,75: dấu của Ẳ không bị cắt.",
                "Lines in inputs, buttons and tags are 1.75 high: no mark above a capital is cut.",
            ),
            _both(
                "Câu ngắn, người làm đứng đầu câu, số đi với đơn vị.",
                "Short sentences, the doer first, numbers with units.",
            ),
        ],
        "dont": [
            _both(
                "Không viết HOA cả câu, không căn đều hai bên.",
                "No capitals for whole sentences, no justified text.",
            ),
            _both("Không cắt ngắn tên người.", "Never cut a person's name."),
        ],
    },
    "space": {
        "do": [
            _both(
                "Để trang thở: một phần một khoảng --s6 hoặc --s7.",
                "Let the page breathe: --s6 or --s7 between parts.",
            )
        ],
        "dont": [
            _both("Không để gì chuyển động khi không ai chạm vào.", "Nothing moves that nobody touched.")
        ],
    },
    "button": {
        "do": [
            _both(
                "Mỗi trang một việc chính; chữ trên nút nói đúng việc sẽ xảy ra.",
                "One main act a page; the words say what will happen.",
            ),
            _both(
                "Nút gửi có once: bấm hai lần vẫn là một yêu cầu.",
                "A sending button has once: two presses are one request.",
            ),
        ],
        "dont": [
            _both(
                "Không làm mờ nút để thay lời báo lỗi.",
                "Do not disable a button instead of saying what is wrong.",
            ),
            _both("Không dùng “Bấm vào đây”.", "Never “click here”."),
        ],
    },
    "status": {
        "do": [_both("Chữ, hình và sắc độ luôn đi cùng nhau.", "Words, icon and tone always go together.")],
        "dont": [_both("Không đặt tên trạng thái mới ngoài mười trạng thái.", "No status beside the ten.")],
    },
    "form": {
        "do": [
            _both(
                "Hỏi điều thành phố chưa biết, và nói vì sao hỏi.",
                "Ask only what the city does not know, and say why.",
            ),
            _both(
                "Mọi lỗi hiện cùng lúc, ngay tại ô, và không mất điều đã nhập.",
                "All mistakes at once, at the field, and nothing typed is lost.",
            ),
        ],
        "dont": [
            _both("Không dùng chữ mờ trong ô thay cho nhãn.", "No placeholder in place of a label."),
            _both("Không bắt chọn ngày sinh trên lịch.", "No calendar for a date of birth."),
        ],
    },
    "notice": {
        "do": [
            _both(
                "Nói điều đã xảy ra, điều còn nguyên và việc cần làm.",
                "Say what happened, what is safe, what to do.",
            )
        ],
        "dont": [
            _both("Không hai lời nhắn cùng mức trên một trang.", "Not two notices of one level on a page.")
        ],
    },
    "list": {
        "do": [
            _both(
                "Trên điện thoại mỗi dòng thành một thẻ, có tên cột.",
                "On a phone each row becomes a card that names its columns.",
            ),
            _both(
                "Đi trang trước, trang sau theo khóa; không đếm hết.", "Paged by key, never counted exactly."
            ),
        ],
        "dont": [_both("Không cuộn ngang cả trang.", "The page never scrolls sideways.")],
    },
    "figures": {
        "do": [
            _both(
                "Con số kèm đơn vị, kỳ và điều so sánh.",
                "A figure has a unit, a period and something to compare with.",
            )
        ],
        "dont": [_both("Không biểu đồ tròn, không trục bị cắt.", "No pies, no cut axes.")],
    },
    "compared": {
        "do": [
            _both(
                "Phần đóng góp cộng lại đúng bằng thay đổi; phần còn lại cũng có tên.",
                "Contributions add up to the change; the rest has a name too.",
            )
        ],
        "dont": [
            _both(
                "Không xếp hạng đơn vị có quá ít hồ sơ.",
                "No rank for a unit with too few dossiers.",
            )
        ],
    },
    "told": {
        "do": [
            _both(
                "Lời báo tự lui; điều cần làm tiếp nằm trên trang, không chỉ trong lời báo.",
                "A message leaves by itself; what is to be done stands on the page as well.",
            )
        ],
        "dont": [
            _both(
                "Không dùng thông báo khẩn cho tin thường.",
                "No urgent announcement for ordinary news.",
            )
        ],
    },
    "states": {
        "do": [
            _both(
                "Nói điều gì an toàn trước khi nói điều gì hỏng.", "Say what is safe before what is broken."
            ),
            _both("Chỗ trống chỉ việc tiếp theo.", "An empty place names the next step."),
        ],
        "dont": [
            _both("Không mã lỗi trần, không xoay vòng vô tận.", "No bare error codes, no endless spinner.")
        ],
    },
    "facts": {
        "do": [
            _both(
                "Trả lời bốn câu ai cũng hỏi ngay đầu trang.",
                "Answer the four questions of everybody at the top.",
            )
        ],
        "dont": [
            _both(
                "Không đưa tên người, số định danh vào đường dẫn gửi đi.",
                "No name and no number of a person in a link that is passed on.",
            )
        ],
    },
    "map": {
        "do": [
            _both(
                "Mọi bản đồ có danh sách hoặc ô chữ làm được cùng việc.",
                "Every map has a list or fields that do the same.",
            )
        ],
        "dont": [
            _both("Không lấy vị trí của ai khi họ chưa bấm.", "Nobody's place is taken before they press.")
        ],
    },
    "icons": {
        "do": [_both("Một họ hình, nét 1,75, đầu tròn.", "One family, strokes of 1.75, round ends.")],
        "dont": [_both("Không hình đứng một mình mà không có tên.", "No icon alone without a name.")],
    },
}
