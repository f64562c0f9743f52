"""Addresses of this room; included at the root."""

from django.urls import path

from motcua.money import views

app_name = "money"
urlpatterns = [
    path("thanh-toan/vnpay/ipn", views.notice, name="vnpay-ipn"),
    path("thanh-toan/momo/ipn", views.notice, name="momo-ipn"),
    path("thanh-toan/zalopay/callback", views.notice, name="zalopay-callback"),
    path("thanh-toan/nen-tang/ket-qua-giao-dich", views.notice, name="platform-result"),
    path("thanh-toan/ngan-hang/bien-dong", views.bank_message, name="bank-message"),
]
