"""One filled example of every document: made-up people, a made-up ward office in Hà Nội."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from motcua.records.documents.forms import (
    ApologyForm,
    ControlSheetForm,
    FeeLine,
    HandOver,
    Letterhead,
    Party,
    ReceiptForm,
    ReceivedPaper,
    RefusalForm,
    Signer,
    StopForm,
    SupplementForm,
    TrackedDossier,
    TrackingRegister,
)
from motcua.records.documents.results import (
    Article,
    BirthCertificate,
    CivilPerson,
    Confirmation,
    ConstructionPermit,
    CopyTestimony,
    DeathExtract,
    Decision,
    FeeReceipt,
    HouseholdBusinessCertificate,
    MaritalStatusCertificate,
    MarriageCertificate,
    PavementPermit,
    RegisterExtract,
    Row,
    SignatureTestimony,
    SocialAllowanceDecision,
    TuitionExemptionDecision,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI)


CODE = "H26.100.05-261120-0042"
CHECK = "https://motcua.example/kiem-tra/7F3K-92QD"
CENTRE = Letterhead(
    superior="Ủy ban nhân dân phường Hồng Hà",
    agency="Trung tâm Phục vụ hành chính công",
    number="123/TTPVHCC",
    place="Hồng Hà",
    on=date(2026, 11, 20),
)
WARD = Letterhead(
    superior="Thành phố Hà Nội",
    agency="Ủy ban nhân dân phường Hồng Hà",
    number="08/QĐ-UBND",
    place="Hồng Hà",
    on=date(2026, 11, 5),
)
OFFICER = Signer(post="Người tiếp nhận hồ sơ", name="Lê Thị Hồng Hạnh")
VICE_CHAIR = Signer(authority="KT. Chủ tịch", post="Phó Chủ tịch", name="Đỗ Quốc Tuấn")
CHAIR = Signer(authority="TM. Ủy ban nhân dân", post="Chủ tịch", name="Phạm Thị Ngọc Ánh")
BY_DELEGATION = Signer(authority="TUQ. Chủ tịch", post="Công chức Tư pháp - Hộ tịch", name="Vũ Đình Khoa")
OWNER = Party(
    name="Nguyễn Thị Thúy Ngần",
    identifier="001190000123",
    address="Số 5 ngõ 12 phố Hàng Chuối, phường Hồng Hà, thành phố Hà Nội",
    phone="0912 000 111",
    email="ngan@vidu.example",
)
MARITAL = "Cấp giấy xác nhận tình trạng hôn nhân"
MOTHER = CivilPerson(
    name="Nguyễn Thị Thúy Ngần", birth="12/03/1990", sex="Nữ", ethnicity="Kinh", pin="001190000123",
    residence="Số 5 ngõ 12 phố Hàng Chuối, phường Hồng Hà, thành phố Hà Nội",
    identity_paper="Căn cước số 001190000123, Bộ Công an cấp ngày 05/01/2025",
)  # fmt: skip
FATHER = CivilPerson(
    name="Trần Văn Đức", birth="30/09/1988", sex="Nam", ethnicity="Tày", pin="001088000456",
    residence="Số 5 ngõ 12 phố Hàng Chuối, phường Hồng Hà, thành phố Hà Nội",
    identity_paper="Căn cước số 001088000456, Bộ Công an cấp ngày 05/01/2025",
)  # fmt: skip
BASES = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
    "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ",
    "Theo đề nghị của Trưởng phòng Văn hóa - Xã hội",
]

SAMPLES = [
    ReceiptForm(
        head=CENTRE, dossier_code=CODE, owner=OWNER, filer="Trần Văn Đức", procedure=MARITAL,
        papers=[
            ReceivedPaper(name="Tờ khai theo mẫu", originals=1, electronic=1),
            ReceivedPaper(name="Trích lục ghi chú ly hôn", certified=1),
            ReceivedPaper(name="Văn bản ủy quyền nộp thay (giữa vợ và chồng, không phải chứng thực)", originals=1),
        ],
        limit="03 ngày làm việc", received_at=at(20, 8, 5), due_at=at(25, 8, 5),
        return_place="Trung tâm Phục vụ hành chính công phường Hồng Hà", book="01", book_number="1042",
        fees=[FeeLine(name="Lệ phí cấp giấy xác nhận tình trạng hôn nhân", amount=15000)],
        payment="đã thanh toán trực tuyến", receiver=OFFICER, lookup="https://motcua.example/tra-cuu", hotline="1022",
    ),
    SupplementForm(
        head=CENTRE, dossier_code=CODE, owner=OWNER, procedure=MARITAL,
        needs=["Trích lục ghi chú ly hôn (bản sao chứng thực hoặc bản điện tử);", "Tờ khai ghi rõ mục đích sử dụng."],
        reason="Tờ khai chưa ghi mục đích sử dụng giấy (Nghị định số 123/2015/NĐ-CP, Điều 22 khoản 1).",
        until=at(30, 17), contact="Lê Thị Hồng Hạnh", contact_phone="024 0000 1022", signer=OFFICER,
    ),
    RefusalForm(
        head=CENTRE, dossier_code=CODE, owner=OWNER, procedure="Cấp giấy phép xây dựng nhà ở riêng lẻ",
        reasons=["Thửa đất thuộc phạm vi bảo vệ đê điều theo Luật Đê điều, Điều 23."],
        advice="Đề nghị liên hệ Sở Nông nghiệp và Môi trường để được cung cấp thông tin về hành lang bảo vệ đê.",
        signer=OFFICER,
    ),
    ApologyForm(
        head=CENTRE, dossier_code=CODE, owner=OWNER, procedure=MARITAL, received_at=at(20, 8, 5), due_at=at(25, 8, 5),
        new_due_at=at(27, 17), reason="Phải xác minh tại nơi cư trú trước đây và chưa nhận được văn bản trả lời.",
        signer=VICE_CHAIR, recipients=["Trung tâm Phục vụ hành chính công phường Hồng Hà"],
    ),
    StopForm(
        head=CENTRE, dossier_code=CODE, owner=OWNER, procedure=MARITAL, received_at=at(20, 8, 5),
        requested_on=date(2026, 11, 21), ground="đơn đề nghị rút hồ sơ của người nộp.",
        effect="Hồ sơ được đóng kể từ ngày ban hành thông báo này; việc nộp hồ sơ mới không bị hạn chế.",
        returned=["Tờ khai theo mẫu (bản chính);", "Trích lục ghi chú ly hôn (bản sao chứng thực)."],
        fees_returned="hoàn trả 15.000 đồng vào tài khoản đã thanh toán.", signer=VICE_CHAIR,
    ),
    ControlSheetForm(
        head=CENTRE, dossier_code=CODE, owner=OWNER, procedure=MARITAL, received_at=at(20, 8, 5), due_at=at(25, 8, 5),
        agency="Ủy ban nhân dân phường Hồng Hà", partners="Ủy ban nhân dân phường Bạch Mai",
        hand_overs=[
            HandOver(giver="Trung tâm PVHCC", taker="Bộ phận Tư pháp - Hộ tịch", at=at(20, 9, 30),
                     giver_name="Lê Thị Hồng Hạnh", taker_name="Vũ Đình Khoa", outcome="trước hạn"),
            HandOver(giver="Bộ phận Tư pháp - Hộ tịch", taker="Lãnh đạo UBND phường", at=at(23, 16, 40),
                     giver_name="Vũ Đình Khoa", taker_name="Đỗ Quốc Tuấn", outcome="đúng hạn"),
            HandOver(giver="Lãnh đạo UBND phường", taker="Trung tâm PVHCC", at=at(24, 10, 15),
                     giver_name="Đỗ Quốc Tuấn", taker_name="Lê Thị Hồng Hạnh", outcome="trước hạn", note="ký số"),
        ],
    ),
    TrackingRegister(
        head=CENTRE, year=2026, period="tháng 11",
        lines=[
            TrackedDossier(dossier_code=f"H26.100.05-261120-{n:04d}", procedure=MARITAL, owner="Nguyễn Thị Thúy Ngần",
                           contact="Phường Hồng Hà; 0912 000 111", agency="UBND phường Hồng Hà", received_at=at(20, 8, n),
                           due_at=at(25, 8, n), sent_at=at(20, 9, 30), delivery="Tại nhà, qua bưu chính")
            for n in range(1, 13)
        ],
    ),
    Decision(
        head=WARD, signer=CHAIR, about="Về việc thành lập Tổ công nghệ số cộng đồng phường Hồng Hà",
        issuer_title="Chủ tịch Ủy ban nhân dân phường Hồng Hà", bases=BASES, qr=CHECK, check_url=CHECK,
        articles=[
            Article(text="Thành lập Tổ công nghệ số cộng đồng phường Hồng Hà gồm 09 thành viên.",
                    clauses=["Tổ trưởng là Bí thư Đoàn phường;", "Thành viên do các tổ dân phố cử."]),
            Article(text="Tổ có nhiệm vụ hướng dẫn người dân nộp hồ sơ trực tuyến, tra cứu và thanh toán điện tử."),
            Article(text="Quyết định này có hiệu lực kể từ ngày ký. Các ông, bà có tên chịu trách nhiệm thi hành"),
        ],
        recipients=["Như Điều 3", "UBND thành phố (để báo cáo)"],
    ),
    Confirmation(
        head=WARD, signer=VICE_CHAIR, title="Giấy xác nhận", about="Thông tin về cư trú", qr=CHECK, check_url=CHECK,
        opening="Ủy ban nhân dân phường Hồng Hà xác nhận:",
        rows=[Row(label="Họ và tên", value="Nguyễn Thị Thúy Ngần"), Row(label="Nơi cư trú", value=OWNER.address),
              Row(label="Nơi tạm trú", value="")],
        closing=["Giấy này được cấp theo đề nghị của người có tên trên để bổ sung hồ sơ vay vốn./."],
    ),
    BirthCertificate(
        head=WARD, signer=VICE_CHAIR, qr=CHECK, check_url=CHECK,
        child=CivilPerson(name="Trần Nguyễn Khánh Quỳnh", sex="Nữ", ethnicity="Tày", pin="001326001234"),
        born_on=date(2026, 11, 1), born_on_words="ngày một, tháng mười một, năm hai nghìn không trăm hai mươi sáu",
        birth_place="Bệnh viện Phụ sản Trung tâm, phường Hồng Hà, thành phố Hà Nội", registered_on=date(2026, 11, 5),
        hometown="xã Bình Liêu, tỉnh Quảng Ninh", mother=MOTHER, father=FATHER, declarant="Trần Văn Đức",
        declarant_paper="Căn cước số 001088000456",
    ),
    DeathExtract(
        head=WARD, signer=VICE_CHAIR, qr=CHECK, check_url=CHECK, deceased=FATHER, registered_on=date(2026, 11, 5),
        died_at="05 giờ 40 phút, ngày 02 tháng 11 năm 2026", place="Số 5 ngõ 12 phố Hàng Chuối", cause="Bệnh tuổi già",
        notice="Giấy báo tử số 15/GBT", declarant="Nguyễn Thị Thúy Ngần", register_number="31/2026",
    ),
    MarriageCertificate(
        head=WARD, signer=CHAIR, qr=CHECK, check_url=CHECK, wife=MOTHER, husband=FATHER, registered_on=date(2026, 11, 5)
    ),
    MaritalStatusCertificate(
        head=WARD, signer=BY_DELEGATION, qr=CHECK, check_url=CHECK, person=MOTHER,
        status="Đã đăng ký kết hôn nhưng đã ly hôn theo Bản án số 12/2024/HNGĐ-ST; hiện tại chưa đăng ký kết hôn với ai",
        purpose="Làm thủ tục mua bán nhà ở", valid_until=date(2027, 5, 5),
    ),
    RegisterExtract(
        head=WARD, signer=BY_DELEGATION, qr=CHECK, check_url=CHECK, title="Trích lục khai sinh",
        rows=[Row(label="Họ, chữ đệm, tên", value="TRẦN NGUYỄN KHÁNH QUỲNH"), Row(label="Ngày sinh", value="01/11/2026"),
              Row(label="Họ, chữ đệm, tên người mẹ", value="Nguyễn Thị Thúy Ngần")],
        register="Sổ đăng ký khai sinh năm 2026", entry_number="152", registered_on=date(2026, 11, 5),
    ),
    CopyTestimony(
        head=WARD, signer=BY_DELEGATION, qr=CHECK, check_url=CHECK, certified_at=at(20, 14, 20), fee=4000, pages=2,
        place="trụ sở Ủy ban nhân dân phường Hồng Hà", certifier="Vũ Đình Khoa", number="1520", book="04/2026-SCT/BS",
        certifier_post="công chức Tư pháp - Hộ tịch, được ủy quyền ký chứng thực",
        paper_name="Bằng tốt nghiệp đại học số 0123456",
    ),
    SignatureTestimony(
        head=WARD, signer=BY_DELEGATION, qr=CHECK, check_url=CHECK, certified_at=at(20, 15, 10),
        place="trụ sở Ủy ban nhân dân phường Hồng Hà", certifier="Vũ Đình Khoa", certifier_post="công chức Tư pháp - Hộ tịch",
        person="Nguyễn Thị Thúy Ngần", person_paper="Căn cước số 001190000123", signed_before="tôi", number="310",
        book="02/2026-SCT/CK,ĐC", title="Giấy ủy quyền",
        text=["Tôi ủy quyền cho ông Trần Văn Đức nộp và nhận hồ sơ đăng ký thường trú, không có thù lao."],
    ),
    ConstructionPermit(
        head=WARD, signer=CHAIR, qr=CHECK, check_url=CHECK, owner=OWNER, work="Nhà ở riêng lẻ", storeys="04 tầng và 01 tum",
        site="Số 5 ngõ 12 phố Hàng Chuối, phường Hồng Hà", lot="Thửa số 112, tờ bản đồ số 7", lot_area="62,5 m²",
        land_paper="Giấy chứng nhận quyền sử dụng đất số AB 000123", density="90%", total_area="248 m²", height="15,6 m",
        floor_area="56 m²", ground_level="cao hơn mặt ngõ 0,3 m", setback="theo chỉ giới đường đỏ", land_use_factor="3,97",
        conditions=["Thông báo ngày khởi công trước 03 ngày làm việc;", "Bảo đảm an toàn cho công trình liền kề."],
    ),
    PavementPermit(
        head=WARD, signer=VICE_CHAIR, qr=CHECK, check_url=CHECK, owner=OWNER, purpose="Tập kết vật liệu xây dựng ban đêm",
        place="Trước số nhà 5 phố Hàng Chuối", area="12 m² (6,0 m × 2,0 m)", width_left="1,5 m", fee=480000,
        valid_from=date(2026, 11, 10), valid_to=date(2026, 12, 9), bases=BASES[:2],
        conditions=["Chỉ sử dụng từ 22 giờ đến 06 giờ;", "Giữ vệ sinh, không cản trở người đi bộ."],
    ),
    HouseholdBusinessCertificate(
        head=WARD, signer=CHAIR, qr=CHECK, check_url=CHECK, number="001190000123", first_registered_on=date(2026, 11, 5),
        name="Hộ kinh doanh Bún thang Cầu Gỗ", address=OWNER.address, capital=150000000, owner=MOTHER, phone=OWNER.phone,
        lines=[Row(label="Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", value="5610"),
               Row(label="Dịch vụ phục vụ đồ uống", value="5630")],
    ),
    SocialAllowanceDecision(
        head=WARD, signer=CHAIR, qr=CHECK, check_url=CHECK, beneficiary=MOTHER, group="người khuyết tật nặng",
        base_amount=500000, factor="1,5", monthly_amount=750000, from_month=date(2026, 11, 1), bases=BASES,
        agency_title="Chủ tịch Ủy ban nhân dân phường Hồng Hà", payer="tổ chức dịch vụ chi trả",
    ),
    TuitionExemptionDecision(
        head=WARD, signer=CHAIR, qr=CHECK, check_url=CHECK, school="Trường Trung học cơ sở Hồng Hà", class_name="6A2",
        pupil=CivilPerson(name="Trần Nguyễn Minh Khuê", birth="04/02/2015"), school_year="2026 - 2027",
        kind="hỗ trợ chi phí học tập", ground="học sinh thuộc hộ nghèo", amount_text="150.000 đồng/tháng, 09 tháng",
        agency_title="Chủ tịch Ủy ban nhân dân phường Hồng Hà", bases=BASES,
    ),
    FeeReceipt(
        collector="Ủy ban nhân dân phường Hồng Hà", collector_tax_code="0100000001", form_symbol="01BLP0-001",
        serial="AA-26E", number="0000042", payer="Nguyễn Thị Thúy Ngần", payer_address=OWNER.address, place="Hồng Hà",
        lines=[FeeLine(name="Phí chứng thực bản sao từ bản chính", amount=21000),
               FeeLine(name="Lệ phí cấp giấy xác nhận tình trạng hôn nhân", amount=15000)],
        on=date(2026, 11, 20), officer="Lê Thị Hồng Hạnh", dossier_code=CODE, payment="Chuyển khoản", transaction="VNP14700001",
        check_url=CHECK,
    ),
]  # fmt: skip
