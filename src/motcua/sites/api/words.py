"""What the documentation says in Vietnamese; the English words stand at the operations and fields themselves."""

OPERATIONS = {
    "procedures": "Có `q`: các thủ tục phù hợp nhất trong một trang; không có: lần lượt theo danh mục, 50 thủ tục một trang.",
    "procedure": "Thông tin đã công bố và, nếu nộp được tại đây, toàn bộ định nghĩa đang hiệu lực: biểu mẫu, giấy tờ, phí.",
    "places": "Mỗi nơi kèm các đơn vị ngày nay. `certain`: toàn bộ nơi đó thuộc một đơn vị; nếu không, mỗi đơn vị là một khả "
    "năng: chỉ tên cũ thì chưa biết một địa chỉ thuộc nơi nào.",
    "hand_in": "Gửi PDF, JPEG hoặc PNG cho một thành phần hồ sơ; nội dung được kiểm tra. Nêu mã tệp khi nộp hồ sơ.",
    "submit": "Gửi lại cùng `id` sẽ nhận lại đúng hồ sơ đã có (200): mất kết nối thì cứ gửi lại. "
    "422 nêu mọi chỗ chưa đúng theo từng trường.",
    "by_code": "Một hồ sơ theo mã. Lần xem được ghi lại cùng mục đích; người dân thấy được.",
    "by_id": "Một hồ sơ theo `id` lúc nộp. Lần xem được ghi lại cùng mục đích.",
    "waiting": "Việc mà chức vụ của mã truy cập được làm, gấp nhất trước, 50 việc một trang. Không nêu tên người nào.",
    "claim": "Nhận một việc đang chờ; nhận lại việc của mình không sao.",
    "release": "Trả việc đã nhận về cho bộ phận.",
    "assign": "Giao việc cho đồng nghiệp; cần quyền phân công.",
    "accept": "Tiếp nhận hồ sơ trực tuyến: bắt đầu tính thời hạn, lập giấy tiếp nhận và hẹn trả.",
    "refuse_intake": "Từ chối tiếp nhận với lý do trong danh mục và lời giải thích; lập phiếu từ chối.",
    "act": "Rời một bước theo một lựa chọn, kèm nội dung cán bộ nhập và các điểm đã xác nhận. Với việc có `branch`, "
    "lựa chọn là ý kiến của cơ quan: agree, conditions hoặc object (kèm lời).",
    "ask_supplement": "Yêu cầu bổ sung mọi thứ còn thiếu trong một lần, kèm lý do; tạm dừng tính thời hạn.",
    "confirm_supplement": "Đã bổ sung đủ: thời hạn được tính lại.",
    "wait_for_payment": "Tạm dừng tính thời hạn cho đến khi khoản phải nộp được trả.",
    "answer": "Hệ thống bên ngoài trả lời hồ sơ đang chờ: hồ sơ đi tiếp. Chỉ trả lời cho hệ thống mà mã truy cập nêu; "
    "hệ thống nhận thông điệp của thành phố phải ký thông điệp của mình theo cùng cách (`X-MotCua-Time`, "
    "`X-MotCua-Signature`). 404 nếu hồ sơ không liên quan, 409 nếu không còn chờ. Mất kết nối thì gửi lại đúng "
    "thông điệp đó. Trả lời đến sau khi hồ sơ kết thúc được lưu và không thay đổi gì.",
    "take_notices": "Nhiều nhất 100 thông báo mà hệ thống của bạn chưa lấy; gọi lại đến khi hết. Lấy về chưa phải là trả lời: "
    "quá ba ngày chưa trả lời thì nằm trên bảng của cơ quan, và có thể được gửi lại với cùng mã.",
    "answer_notice": "`done`, `not-concerned`, hoặc `error` kèm lời. Trả lời giống nhau hai lần là một; sau lỗi được đổi.",
    "paper": "Tải một giấy tờ mà câu hỏi gửi cho hệ thống này đã nêu, trong hai ngày. Lần xem được ghi lại.",
    "query": "Bản ghi còn hiệu lực của một người, hoặc bản ghi có định danh này. Sai khớp và không có đều là `found: false`. "
    "Người được tra cứu thấy ai hỏi, để làm gì, theo căn cứ nào.",
    "batch": "Nhiều nhất 1.000 câu hỏi; mỗi câu có câu trả lời riêng, theo đúng thứ tự, và tính vào số lượt của thỏa thuận.",
    "verify": "Giá trị có khớp với sổ không: yes, no hoặc unknown cho từng trường. Không nêu giá trị trong sổ.",
    "changes": "Những gì đã thay đổi từ một vị trí, mỗi trang 500; cùng vị trí cho cùng trang. Thay đổi cũng đến bằng thông điệp "
    "`registers.<sổ>.<thay đổi>` của JetStream.",
    "ask_borrower": "Liên kết cho một người vay, mở trong bảy ngày. Người mở đăng nhập, đọc ai hỏi để làm gì, rồi đồng ý "
    "từng điều hoặc từ chối. Gửi lại cùng nội dung nhận lại đúng liên kết đó.",
    "borrower_said": "waiting (chưa trả lời), agreed, refused hoặc over (đã hết). Nêu điều đã được đồng ý, không nêu điều bị "
    "từ chối.",
    "check_borrower": "Một câu trả lời theo một sự đồng ý: MATCH, NO_MATCH hoặc NO_DATA. `consent_valid: false` chỉ nói là "
    "không trả lời được, không nói vì sao. Người vay biết ngay từng lần hỏi; không giữ câu trả lời quá `expires_at`.",
    "hand_over": "Trả kết quả cho chủ hồ sơ, kèm bằng chứng.",
}
FIELDS = {
    "register": "khóa của sổ, ví dụ births",
    "request_id": "do bên gọi tạo; gửi lại cùng mã là cùng một lần gọi, chỉ tính một lần",
    "officer": "cán bộ tra cứu, theo tên trong hệ thống của bên gọi",
    "case_number": "số hồ sơ của bên gọi",
    "key": "agency (mã cơ quan), year, book, page, number và các trường định danh của sổ",
    "claims": "giá trị theo trường; mỗi trường được trả lời yes, no hoặc unknown",
    "what_for": "người vay đọc đúng lời này: khoản vay nào, để làm gì",
    "q": "lời người dân hay dùng, hoặc mã thủ tục",
    "after": "`next` của trang trước",
    "X-Purpose": "Vì sao xem dữ liệu; người đó thấy được. UTF-8 mã hóa phần trăm.",
    "code": "ví dụ H26.15-260302-0001",
    "due": "overdue (quá hạn), today (hôm nay) hoặc soon (sắp đến hạn)",
    "id": "do bên gọi tạo; gửi lại cùng id là cùng một hồ sơ",
    "answers": "theo mã trường của biểu mẫu",
    "dossier": "mã (id) của hồ sơ đang chờ",
    "message_id": "do bên gọi tạo; gửi lại cùng mã không thay đổi gì",
    "outcome": "answered: trả lời; acknowledged: đã tiếp nhận; refused: từ chối, nêu `reason`; returned: thông tin "
    "thành phố gửi có chỗ sai, nêu `reason`; paid: khoản phải nộp đã được nộp tại kho bạc",
    "reference": "số của bên gọi cho việc này",
    "payment": "kèm answered: khoản chủ hồ sơ phải nộp trước khi hồ sơ đi tiếp",
    "receipt": "kèm paid: chứng từ của kho bạc hoặc ngân hàng",
    "amount": "đồng",
    "number": "số của thông báo hoặc của chứng từ",
    "pay_by": "ngày cuối cùng còn trong hạn nộp",
    "content": "base64 của tệp PDF, JPEG hoặc PNG",
    "branch": "mã ý kiến khi nhiều cơ quan được hỏi cùng lúc",
    "birth_date": "YYYY-MM-DD; nếu nêu thì phải khớp với dữ liệu dân cư",
    "unit": "mã xã, phường nơi cư trú",
    "component": "mã giấy tờ trong định nghĩa",
    "files": "các mã mà POST /files trả về",
    "owner": "chủ hồ sơ, khi người nộp làm thay",
    "delivery_by": "online, counter, post; không nêu thì lấy cách đầu tiên được phép",
    "ticked": "mã các điểm đã xác nhận",
    "ground": "mã căn cứ từ chối, nơi luật liệt kê căn cứ",
    "reason": "not-competent, not-eligible, wrong-procedure, duplicate, false-papers",
    "proof": "signature (ký nhận), post (bưu chính) hoặc electronic (điện tử)",
}
