"""The monthly figures as a CSV file, streamed: memory stays small whatever the number of rows."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from motcua.insight import reading
from motcua.insight.counting import COLUMNS
from motcua.sites.console import filters
from motcua.sites.console.filters import MONTHS_BACK, Filters
from motcua.sites.console.leader import Leader, leader_page, sees

HEAD = {
    "received_online": "Tiếp nhận trực tuyến",
    "received_counter": "Tiếp nhận tại quầy",
    "received_postal": "Tiếp nhận bưu chính",
    "papers": "Thành phần giấy tờ",
    "digitised": "Giấy tờ số hóa",
    "accepted": "Được tiếp nhận",
    "refused_intake": "Từ chối tiếp nhận",
    "finished": "Có kết quả",
    "refused": "Từ chối giải quyết",
    "withdrawn": "Rút",
    "stopped": "Dừng",
    "early": "Trước hạn",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "supplements": "Yêu cầu bổ sung",
    "extended": "Xin lỗi, hẹn lại",
    "reopened": "Sửa kết quả",
    "paid_online": "Nộp trực tuyến (lượt)",
    "paid_cash": "Nộp tiền mặt (lượt)",
    "amount_online": "Nộp trực tuyến (đồng)",
    "amount_cash": "Nộp tiền mặt (đồng)",
    "ratings": "Lượt đánh giá",
    "stars": "Tổng số sao",
    "satisfied": "Hài lòng (4-5 sao)",
}
_PLACE = ("Tháng", "Mã cơ quan", "Cơ quan giải quyết", "Nơi tiếp nhận", "Mã thủ tục", "Thủ tục", "Lĩnh vực")


class _Line:
    """A file that keeps nothing: what is written comes back, to be sent."""

    def write(self, text: str) -> str:
        return text


@leader_page(sees)
def figures(request: HttpRequest, leader: Leader) -> HttpResponseBase:
    """The figures of the chosen scope, the thirteen months up to the chosen one."""
    chosen = filters.read(request.GET, leader)
    response = StreamingHttpResponse(_lines(chosen, leader), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-lieu-{chosen.month:%Y-%m}.csv"'
    return response


def _lines(chosen: Filters, leader: Leader) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"  # spreadsheets read Vietnamese letters only after this mark
    yield writer.writerow([*_PLACE, *(HEAD[column] for column in COLUMNS)])
    first = reading.later(chosen.month, -MONTHS_BACK)
    for row in reading.rows_for_export(chosen.scope(leader), first, chosen.month):
        agency, intake = (chosen.city.agencies.get(i) for i in (row.agency_id, row.intake_id))
        procedure = chosen.city.procedures.get(row.procedure_code)
        yield writer.writerow(
            [
                f"{row.month:%Y-%m}", agency.key if agency else row.agency_id, agency.vi if agency else "",
                intake.vi if intake else "", row.procedure_code, procedure.vi if procedure else "",
                chosen.city.field_name(row.field_key)["vi"], *(getattr(row, column) for column in COLUMNS),
            ]
        )  # fmt: skip
