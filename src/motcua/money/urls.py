"""Addresses of this room; included at the root."""

from django.urls import path

from motcua.money import views

app_name = "money"
urlpatterns = [
    path("thanh-toan/vnpay/ipn", views.vnpay_ipn, name="vnpay-ipn"),
    path("thanh-toan/momo/ipn", views.momo_ipn, name="momo-ipn"),
    path("thanh-toan/zalopay/callback", views.zalopay_callback, name="zalopay-callback"),
    path("thanh-toan/nen-tang/ket-qua-giao-dich", views.platform_result, name="platform-result"),
    path("thanh-toan/ngan-hang/bien-dong", views.bank_message, name="bank-message"),
]
