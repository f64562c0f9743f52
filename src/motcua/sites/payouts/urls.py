"""Addresses: include at the root, namespace `payouts`."""

from django.urls import path

from motcua.sites.payouts import (
    bank,
    budgets,
    cash_point,
    claims,
    papers,
    repayments,
    residents,
    runs,
    sheets,
)

app_name = "payouts"
DESK, MINE = "chi-tra", "ca-nhan/chi-tra"
urlpatterns = [
    path(f"{DESK}/", runs.home, name="home"),
    path(f"{DESK}/ngan-sach/", budgets.page, name="budget"),
    path(f"{DESK}/ky/<uuid:uuid>/", runs.run, name="run"),
    path(f"{DESK}/ky/<uuid:uuid>/viec/<slug:name>/", runs.act, name="act"),
    path(f"{DESK}/ky/<uuid:uuid>/phat-hien/", runs.findings, name="findings"),
    path(f"{DESK}/ky/<uuid:uuid>/phat-hien/<int:number>/", runs.decide, name="decide"),
    path(f"{DESK}/ky/<uuid:uuid>/thoi-huong/", runs.leavings, name="leavings"),
    path(f"{DESK}/ky/<uuid:uuid>/ngan-hang/", bank.page, name="bank"),
    path(f"{DESK}/ky/<uuid:uuid>/tien-mat/", cash_point.page, name="cash"),
    path(f"{DESK}/ky/<uuid:uuid>/ky-nhan/", cash_point.receipts, name="receipts"),
    path(f"{DESK}/ky/<uuid:uuid>/danh-sach-<int:part>.pdf", papers.listing, name="paper"),
    path(f"{DESK}/ky/<uuid:uuid>/danh-sach.xlsx", sheets.listing, name="sheet"),
    path(f"{DESK}/dong/<int:number>/", runs.line, name="line"),
    path(f"{DESK}/dong/<int:number>/viec/<slug:name>/", runs.line_act, name="line-act"),
    path(f"{DESK}/dong/<int:number>/giao/", cash_point.hand, name="hand"),
    path(f"{DESK}/dong/<int:number>/chu-ky/", cash_point.signature, name="signature"),
    path(f"{DESK}/truy-linh-thu-hoi/", claims.page, name="claims"),
    path(f"{DESK}/truy-linh-thu-hoi/<int:number>/", claims.decide, name="claim"),
    path(f"{DESK}/truy-linh-thu-hoi/<int:number>/nop-lai/", repayments.page, name="repaid"),
    path(f"{MINE}/", residents.statement, name="mine"),
    path(f"{MINE}/sao-ke.pdf", sheets.statement, name="statement"),
    path(f"{MINE}/tai-khoan/", residents.account, name="account"),
]
