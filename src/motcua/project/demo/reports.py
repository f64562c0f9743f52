"""Reports, opinions and questions of the demo city, made by the real acts: each has its events, clocks and answers."""

import io
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from motcua.city import authority
from motcua.city.agencies import day
from motcua.city.models import Account, Appointment, Person, Unit
from motcua.city.models.validity import valid_on
from motcua.exchange.dialogue import changes, releasing, sending
from motcua.exchange.dialogue.changes import Given
from motcua.exchange.dialogue.models import Report
from motcua.exchange.dialogue.places import Point
from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.project.demo.identities import HOME
from motcua.records import papers

CENTRES = {
    "00160": Point(21.0405, 105.7965),
    "00004": Point(21.0355, 105.8200),
    "00070": Point(21.0300, 105.8520),
}
"""Points within three wards; other places are told in words."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A report to invent: what, where, what was answered; `stop`: the state at which it is left."""

    category: str
    detail: str
    text: str
    place: str
    reply: str
    stop: str
    unit: str = "00160"
    level: str = "normal"
    picture: str = ""
    stars: int = 0


SCENES = (
    Scene("waste", "", "Rác dồn đống ở đầu ngõ từ sáng thứ bảy, bốc mùi, xe đẩy không qua được.",
          "Đầu ngõ 68 phố Nghĩa Tân", "Tổ vệ sinh đã dọn xong và đổi giờ thu gom sang 18 giờ hằng ngày.", "rated",
          picture="waste", stars=5),
    Scene("lighting", "", "Ba cột đèn liền nhau không sáng, tối đi lại rất khó nhìn.", "Ngõ 106 Hoàng Quốc Việt",
          "Đã thay bóng cả ba cột, kiểm tra lại tối cùng ngày.", "rated", picture="lamp", stars=4),
    Scene("trees", "", "Cành cây xà cừ gãy treo trên dây điện sau trận mưa đêm qua.", "Trước số 12 phố Chùa Hà",
          "Đã cắt cành nguy hiểm, dọn sạch vỉa hè.", "done", level="urgent", picture="tree"),
    Scene("order", "pavement", "Quán ăn kê bàn kín vỉa hè từ 17 giờ, người đi bộ phải xuống lòng đường.",
          "Đối diện chợ Nghĩa Tân", "Đã lập biên bản, chủ quán cam kết trả lại vỉa hè; phường kiểm tra hằng tuần.",
          "done"),
    Scene("environment", "noise", "Công trình đổ bê tông lúc 23 giờ, mấy đêm liền không ngủ được.",
          "Ngõ 19 phố Trần Tử Bình", "", "working"),
    Scene("building", "", "Nhà đang xây không che chắn, vữa rơi xuống ngõ chung.", "Ngõ 5 phố Phùng Chí Kiên", "",
          "accepted"),
    Scene("food", "", "Hàng rong bán trước cổng trường để thức ăn không che đậy.", "Cổng trường tiểu học", "", "waiting"),
    Scene("waste", "", "Thùng rác công cộng vỡ nắp, nước chảy ra vỉa hè.", "Ngã ba Nghĩa Tân, Tô Hiệu", "", "waiting",
          picture="waste"),
    Scene("lighting", "", "Đèn ngõ nhấp nháy suốt đêm.", "Ngõ 38 đường Bưởi", "Đã thay chấn lưu của đèn.",
          "to_approve"),
    Scene("environment", "smoke", "Đốt rác sau khu tập thể, khói bay vào nhà.", "Sau nhà B6 khu tập thể", "", "refused"),
    Scene("traffic", "pothole", "Ổ gà sâu giữa đường, xe máy tránh rất nguy hiểm.", "Đoạn trước số 345 đường Bưởi",
          "Đã vá mặt đường bằng bê tông nhựa nóng.", "rated", picture="road", stars=5),
    Scene("traffic", "light", "Đèn tín hiệu hướng đi thẳng không đếm ngược.", "Ngã tư Bưởi, Hoàng Quốc Việt", "", "working",
          unit="00004"),
    Scene("drainage", "", "Mưa 20 phút là ngập nửa bánh xe, hố ga bị rác bít.", "Đầu phố Đội Cấn",
          "Đã nạo vét ba hố ga, lắp thêm lưới chắn rác.", "done", unit="00004", level="complex", picture="road"),
    Scene("trees", "", "Cây mới trồng bị đổ nghiêng ra đường.", "Vườn hoa trước phố Đội Cấn", "Đã dựng lại và chống cọc.",
          "rated", unit="00004", stars=3),
    Scene("order", "advertising", "Biển quảng cáo che khuất biển tên phố.", "Góc phố Lý Quốc Sư", "Đã yêu cầu hạ biển.",
          "done", unit="00070"),
    Scene("waste", "", "Vỏ thùng xốp bỏ lại quanh bờ hồ sau đêm chợ.", "Phố Hàng Khay",
          "Đã bổ sung thùng rác và người thu gom vào tối cuối tuần.", "rated", unit="00070", picture="waste", stars=4),
)  # fmt: skip
QUESTIONS = (
    ("civil-status", "1.001193", "Con sinh ở bệnh viện phường khác thì đăng ký khai sinh ở đâu?",
     "Cha hoặc mẹ đăng ký tại UBND cấp xã nơi cư trú của cha hoặc mẹ, không phụ thuộc nơi sinh. Có thể nộp trực tuyến."),
    ("civil-status", "1.004873", "Giấy xác nhận tình trạng hôn nhân có giá trị bao lâu?",
     "Giấy có giá trị sáu tháng kể từ ngày cấp. Nếu tình trạng hôn nhân thay đổi trước hạn thì giấy hết giá trị."),
    ("building", "1.013225", "Sửa nhà, thay mái tôn có phải xin giấy phép xây dựng không?",
     "Sửa chữa bên trong hoặc không làm thay đổi kết cấu chịu lực, công năng thì được miễn giấy phép. Nếu không chắc, hỏi "
     "UBND phường nơi có nhà trước khi làm."),
    ("online", "", "Nộp hồ sơ trực tuyến xong có phải mang bản giấy đến không?",
     "Không, nếu cổng không yêu cầu. Giấy tờ thành phố tra cứu được thì không phải nộp; khi cần đối chiếu bản chính, cán bộ "
     "báo trong mục Hồ sơ của tôi."),
    ("business", "", "Bán hàng ăn tại nhà có cần đăng ký hộ kinh doanh không?",
     "Buôn bán thường xuyên cần đăng ký hộ kinh doanh; bán hàng rong, quà vặt, thu nhập thấp thì không phải đăng ký, trừ "
     "ngành nghề có điều kiện."),
)  # fmt: skip
WAITING_QUESTIONS = (
    ("social", "Mẹ tôi 80 tuổi không có lương hưu thì xin trợ cấp hằng tháng ở đâu?"),
    ("transport", "Xe mua lại của người ở tỉnh khác thì sang tên ở phường được không?"),
)
OPINIONS = (
    ("behaviour", "Bộ phận tiếp nhận một cửa", "Nộp hồ sơ ba lần, mỗi lần được hướng dẫn một kiểu khác nhau.",
     "Đơn vị đã rút kinh nghiệm, niêm yết danh mục giấy tờ tại quầy và xin lỗi người phản ánh.", "published"),
    ("regulation", "Thủ tục cấp phép sử dụng vỉa hè", "Thời hạn sử dụng ngắn, cứ ba tháng phải xin lại, tốn thời gian.", "",
     "working"),
)  # fmt: skip


def fill(*, seed: int, now: datetime) -> int:
    """Invent them, unless there are some; how many were made."""
    if Report.objects.exists():
        return 0
    rng = Random(seed)
    ward = Person.objects.filter(unit__agencies__key=HOME).exclude(pin="")
    people = list(ward.filter(birth_date__lt=date(2004, 1, 1)).order_by("id")[:200])
    first = Account.objects.select_related("person").get(username="minh.anh").person
    assert first is not None
    made = len(SCENES)
    for at, number in sorted(
        (_begin(scene, number, now, rng), number) for number, scene in enumerate(SCENES)
    ):
        who = first if number in (0, 4) else rng.choice(people)
        _scene(SCENES[number], who, at, now, rng)
    made += _questions(people, now, rng) + _opinions(people, now, rng)
    return made


def _by(person: Person) -> Actor:
    account = Account.objects.filter(person=person, kind=Account.Kind.RESIDENT).first()
    if account is None:
        account = Account.objects.create(
            username=f"demo.{person.pk}", display_name=person.full_name, kind=Account.Kind.RESIDENT, person=person,
            password="!", is_active=False,
        )  # fmt: skip
    return Actor("resident", account.pk, person.pk, person.full_name)


def _number(rng: Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def _begin(scene: Scene, number: int, now: datetime, rng: Random) -> datetime:
    open_since = {"waiting": 60, "accepted": 400, "working": 700, "to_approve": 900}
    before = open_since.get(scene.stop, rng.randint(2000, 9000)) + 7 * number
    if number == 6:
        before = 500  # one of them waits too long already
    return worktime.add_working_minutes(now, -before, worktime.public_offices())


def _scene(scene: Scene, who: Person, at: datetime, now: datetime, rng: Random) -> None:
    by = _by(who)
    centre = CENTRES[scene.unit]
    point = Point(centre.lat + rng.uniform(-0.004, 0.004), centre.lon + rng.uniform(-0.004, 0.004))
    files = []
    if scene.picture:
        content = picture(scene.picture, rng)
        files = [
            papers.store(content, purpose="other", owner_id=who.pk, by=by.account_id, at=at, name="anh.jpg")
        ]
    report = sending.send(
        sending.Message(
            kind="scene", category=scene.category, detail=scene.detail, text=scene.text, client_id=_number(rng),
            unit=Unit.objects.get(code=scene.unit, code_list="2025"), place=scene.place, point=point, files=files,
        ),
        by=by, at=at, draw=rng.randrange,
    )  # fmt: skip
    steps: list[tuple[str, Given]] = [
        ("accept", Given(level=scene.level, public_text=scene.text)),
        ("start", Given()),
        ("propose", Given(reply=scene.reply)),
        ("approve", Given(public_text=scene.text)),
    ]
    wanted = {"waiting": 0, "refused": 0, "accepted": 1, "working": 2, "to_approve": 3, "done": 4, "rated": 4}
    if scene.stop == "refused":
        steps, wanted["refused"] = (
            [("refuse", Given(reason="not_enough", words="Chưa rõ chỗ nào, xin gửi lại kèm ảnh."))],
            1,
        )
    for name, given in steps[: wanted[scene.stop]]:
        at = worktime.add_working_minutes(at, rng.randint(20, 90), worktime.public_offices())
        report = _act(report, name, given, at)
        if name == "accept":
            for photo in report.photos.all():
                releasing.release(photo.pk, "", by=_officer(report, "handle_reports", at), at=at)
    if scene.stop == "rated":
        at = worktime.add_working_minutes(at, rng.randint(20, 300), worktime.public_offices())
        changes.act(report.pk, "rate", Given(stars=scene.stars), by=by, at=min(at, now))


def _act(report: Report, name: str, given: Given, at: datetime) -> Report:
    power = "approve_reports" if name in ("approve", "publish") else "handle_reports"
    return changes.act(report.pk, name, given, by=_officer(report, power, at), at=at)


def _officer(report: Report, power: str, at: datetime) -> Actor:
    """Somebody of the agency in charge who may; for approving, not the one who wrote the answer."""
    held = Appointment.objects.filter(valid_on(day(at)), post__agency_id=report.agency_id).select_related(
        "account"
    )
    for appointment in held.order_by("post__kind", "id"):
        account = appointment.account
        actor = authority.actor_for(account, at, appointment.post_id)
        may = authority.holds(actor, power, at=at, field=report.kind, agency_id=report.agency_id)
        if may and not (power == "approve_reports" and account.pk == report.reply_by_id):
            return actor
    raise LookupError(f"nobody holds {power} in agency {report.agency_id}")


def _questions(people: list[Person], now: datetime, rng: Random) -> int:
    calendar = worktime.public_offices()
    for number, (category, procedure, text, reply) in enumerate(QUESTIONS):
        at = worktime.add_working_minutes(now, -(6000 - 700 * number), calendar)
        report = _ask(people, category, text, at, rng, procedure)
        report = _act(report, "answer", Given(reply=reply), _assigned(report, at, rng))
        _act(report, "approve", Given(public_text=text), report.changed_at + (now - report.changed_at) / 10)
    for number, (category, text) in enumerate(WAITING_QUESTIONS):
        _ask(people, category, text, worktime.add_working_minutes(now, -(200 + 400 * number), calendar), rng)
    return len(QUESTIONS) + len(WAITING_QUESTIONS)


def _assigned(report: Report, at: datetime, rng: Random) -> datetime:
    later = worktime.add_working_minutes(at, rng.randint(30, 90), worktime.public_offices())
    _act(report, "assign", Given(agency_id=report.agency_id), later)
    return worktime.add_working_minutes(later, rng.randint(60, 200), worktime.public_offices())


def _ask(
    people: list[Person], category: str, text: str, at: datetime, rng: Random, procedure: str = ""
) -> Report:
    message = sending.Message(
        kind="question", category=category, text=text, client_id=_number(rng), procedure_code=procedure
    )
    return sending.send(message, by=_by(rng.choice(people)), at=at, draw=rng.randrange)


def _opinions(people: list[Person], now: datetime, rng: Random) -> int:
    calendar = worktime.public_offices()
    for category, about, text, reply, stop in OPINIONS:
        at = worktime.add_working_minutes(now, -rng.randint(3000, 5000), calendar)
        message = sending.Message(
            kind="regulation", category=category, text=text, client_id=_number(rng), about=about
        )
        report = sending.send(message, by=_by(rng.choice(people)), at=at, draw=rng.randrange)
        steps = [
            ("check", Given()), ("accept", Given(level="normal")), ("forward", Given(agency_id=report.agency_id)),
            ("start", Given()), ("answer", Given(reply=reply)), ("publish", Given(public_text=text)),
        ]  # fmt: skip
        for name, given in steps if stop == "published" else steps[:4]:
            at = worktime.add_working_minutes(at, rng.randint(60, 200), calendar)
            report = _act(report, name, given, at)
    return len(OPINIONS)


def picture(what: str, rng: Random) -> bytes:
    """A drawn street with the thing in it: nobody is on it, and nobody takes it for a real photo."""
    image = Image.new("RGB", (1200, 900), "#b9c7cf")
    pen = ImageDraw.Draw(image)
    for left in range(-40, 1200, 210):
        top = rng.randint(170, 320)
        wall = rng.choice(("#d9c9a8", "#c8b48c", "#cfd3c4", "#d8bfae", "#bfc9bd"))
        pen.rectangle((left, top, left + 200, 620), fill=wall)
        for row in range(top + 40, 560, 95):
            for column in (left + 30, left + 120):
                pen.rectangle((column, row, column + 45, row + 60), fill="#55706c")
    pen.rectangle((0, 600, 1200, 680), fill="#a79f92")
    pen.polygon([(0, 680), (1200, 680), (1200, 900), (0, 900)], fill="#6d7072")
    for left in range(60, 1200, 260):
        pen.rectangle((left, 785, left + 120, 795), fill="#d7d4c8")
    if what == "road":
        pen.ellipse((420, 730, 800, 850), fill="#3d3b39")
        pen.ellipse((470, 750, 750, 835), fill="#2a2826")
    elif what == "waste":
        for _ in range(16):
            x, y = rng.randint(330, 760), rng.randint(540, 660)
            colour = rng.choice(("#1f2a2c", "#e2e2de", "#3f6f8a", "#8a3f3f", "#c9b458"))
            pen.ellipse((x, y, x + rng.randint(70, 150), y + rng.randint(55, 110)), fill=colour)
    elif what == "lamp":
        pen.rectangle((590, 130, 606, 640), fill="#33393b")
        pen.rectangle((600, 130, 760, 144), fill="#33393b")
        pen.ellipse((735, 138, 800, 172), fill="#4b4f50")
    else:
        pen.line([(250, 180), (640, 430), (900, 470)], fill="#5b4632", width=26)
        for _ in range(40):
            x, y = rng.randint(560, 960), rng.randint(330, 560)
            pen.ellipse((x, y, x + 90, y + 70), fill=rng.choice(("#3c6b3f", "#4f8450", "#2f5734")))
    image = image.filter(ImageFilter.GaussianBlur(1.6))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
