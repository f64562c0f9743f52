"""Addresses of the resident's side: include at the root, namespace `portal`."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from motcua.sites.portal.views import (
    dossiers,
    filing,
    handing_in,
    home,
    inbox,
    my_page,
    papers,
    payments,
    sets,
    tracking,
)

app_name = "portal"
DRAFT = "nop/ban-nhap/<uuid:draft_id>"
DOSSIER = "ho-so/<uuid:uuid>"
urlpatterns = [
    path("", home.home, name="home"),
    path("tim", home.search, name="search"),
    path("xa-phuong", filing.communes, name="communes"),
    re_path(r"^nop/(?P<code>\d\.\d{6})$", filing.start, name="start"),
    path(f"{DRAFT}", filing.resume, name="draft"),
    path(f"{DRAFT}/giay-to", papers.papers, name="draft-papers"),
    path(f"{DRAFT}/xem-lai", handing_in.review, name="draft-review"),
    path(f"{DRAFT}/da-xem", filing.heard, name="draft-heard"),
    path(f"{DRAFT}/bo", filing.discard, name="draft-discard"),
    path(f"{DRAFT}/<str:page_id>", filing.page, name="draft-page"),
    path("ho-so", dossiers.listing, name="dossiers"),
    path(f"{DOSSIER}", dossiers.one, name="dossier"),
    path(f"{DOSSIER}/bo-sung", dossiers.supplement, name="supplement"),
    path(f"{DOSSIER}/rut", dossiers.withdraw, name="withdraw"),
    path(f"{DOSSIER}/phan/<str:part>/bo", sets.drop, name="set-drop"),
    path(f"{DOSSIER}/phan/<str:part>/them", sets.add, name="set-add"),
    path(f"{DOSSIER}/danh-gia", dossiers.rate, name="rate"),
    path(f"{DOSSIER}/van-ban/<uuid:document>", papers.document, name="document"),
    path(f"{DOSSIER}/thanh-toan", payments.pay, name="pay"),
    path(f"{DOSSIER}/chuyen-khoan", payments.transfer, name="pay-transfer"),
    path(f"{DOSSIER}/bien-lai", payments.receipt, name="receipt"),
    path(f"{DOSSIER}/bien-lai-nen-tang", payments.platform_bill, name="platform-bill"),
    path("thanh-toan/vnpay/ket-qua", payments.returned, name="payment-result"),
    path("thanh-toan/momo/ket-qua", payments.returned, {"gateway": "momo"}, name="payment-result-momo"),
    path(
        "thanh-toan/zalopay/ket-qua", payments.returned, {"gateway": "zalopay"}, name="payment-result-zalopay"
    ),
    path(
        "thanh-toan/nen-tang/ket-qua",
        payments.returned,
        {"gateway": "platform"},
        name="payment-result-platform",
    ),
    path("thanh-toan/trang-thai/<uuid:order_id>", payments.state, name="payment-state"),
    path("tep/<uuid:uuid>", papers.stored_file, name="file"),
    path("tra-cuu", tracking.track, name="tracking"),
    path("hop-thu", inbox.inbox, name="inbox"),
    path("hop-thu/<int:message_id>", inbox.message, name="message"),
    path("ca-nhan", my_page.account, name="account"),
    path("ca-nhan/giay-to", RedirectView.as_view(url="/giay-to/", permanent=True), name="my-papers"),
    path("ca-nhan/thanh-toan", my_page.payments, name="my-payments"),
    path("ca-nhan/du-lieu", my_page.data, name="my-data"),
]
