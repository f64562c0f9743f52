"""Addresses: include at the root, namespace `accounting`."""

from datetime import date

from django.urls import path, register_converter

from motcua.sites.accounting import (
    books,
    cash_share,
    days,
    differences,
    fee_book,
    home,
    leading,
    money_pages,
    reports,
    slips,
    support,
)


class DayConverter:
    """A day as `2026-11-21`."""

    regex = r"2\d{3}-[01]\d-[0-3]\d"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "bookday")
app_name = "accounting"
HERE = "ke-toan"
urlpatterns = [
    path(f"{HERE}/", home.home, name="home"),
    path(f"{HERE}/doi-soat/", days.listing, name="days"),
    path(f"{HERE}/doi-soat/<bookday:day>/", days.one_day, name="day"),
    path(f"{HERE}/doi-soat/<bookday:day>/chay/", days.run, name="run"),
    path(f"{HERE}/doi-soat/<bookday:day>/ky/", days.sign, name="sign"),
    path(f"{HERE}/doi-soat/<bookday:day>/tep/", days.file, name="file"),
    path(f"{HERE}/doi-soat/khong-tep/<int:number>/", days.waive, name="waive"),
    path(f"{HERE}/chenh-lech/<int:number>/", differences.difference, name="difference"),
    path(f"{HERE}/quyet-toan/", differences.settlements, name="settlements"),
    path(f"{HERE}/tien-ve/", money_pages.open_lines, name="open-lines"),
    path(f"{HERE}/tien-ve/<int:number>/", money_pages.open_line, name="open-line"),
    path(f"{HERE}/sao-ke/", money_pages.statement, name="statement"),
    path(f"{HERE}/tien-giu/", money_pages.held, name="held"),
    path(f"{HERE}/tien-giu/<uuid:public_id>/", money_pages.hold, name="hold"),
    path(f"{HERE}/so/", books.trial, name="trial"),
    path(f"{HERE}/so/tai-khoan/<slug:key>/", books.account, name="account"),
    path(f"{HERE}/so/but-toan/<int:number>/", books.entry, name="entry"),
    path(f"{HERE}/so/khoa-so/", books.closings, name="closings"),
    path(f"{HERE}/so/ho-tro/", support.listing, name="support"),
    path(f"{HERE}/so/ho-tro/moi/", support.new, name="support-new"),
    path(f"{HERE}/so/ho-tro/<int:number>/", support.one, name="support-one"),
    path(f"{HERE}/nop-ngan-sach/", slips.listing, name="slips"),
    path(f"{HERE}/nop-ngan-sach/moi/", slips.new, name="slip-new"),
    path(f"{HERE}/nop-ngan-sach/<int:number>/", slips.one, name="slip"),
    path(f"{HERE}/nop-ngan-sach/<int:number>/mau.pdf", slips.pdf, name="slip-pdf"),
    path(f"{HERE}/bao-cao/", reports.report, name="report"),
    path(f"{HERE}/bao-cao/so-chi-tiet/", fee_book.book, name="book"),
    path(f"{HERE}/bao-cao/so-chi-tiet.csv", fee_book.book_csv, name="book-csv"),
    path(f"{HERE}/bao-cao/so-chi-tiet.xlsx", fee_book.book_xlsx, name="book-xlsx"),
    path(f"{HERE}/bao-cao/tien-mat/", cash_share.share, name="share"),
    path(f"{HERE}/bao-cao/truc-tuyen/", cash_share.indicator, name="indicator"),
    path("dieu-hanh/thu-phi", leading.cash_share, name="leader"),
]
