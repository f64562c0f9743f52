"""An officer sets up a passkey at the first sign-in, comes back with it alone, adds an app, confirms before what matters."""

from datetime import timedelta

import pytest
from axes.utils import reset

from motcua.city.models import Account
from motcua.foundation import clock
from motcua.project.demo import account_of
from motcua.sites.security import factors
from tests.browser.city_site import opened
from tests.browser.desk_site import apart, town
from tests.sites.officer_proofs import PASSWORD, code_of

__all__ = ["town"]
pytestmark = pytest.mark.browser
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_at_the_first_sign_in_then_alone_an_app_and_a_fresh_proof(town, chromium, settings):
    settings.TRUST_BARE_OFFICER_SESSIONS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def known() -> Account:
        account = account_of("justice")
        account.set_password(PASSWORD)
        account.save()
        return account

    account = apart(known)
    page = opened(chromium.new_context(base_url=town, locale="vi-VN"))
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    page.goto("/dang-nhap/can-bo")
    page.fill("#id-username", account.username)
    page.fill("#id-password", PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    page.get_by_role("heading", name="Mã dự phòng của anh/chị").wait_for()
    assert page.locator(".se-codes li").count() == 10
    page.get_by_role("link", name="Tôi đã cất mã").click()
    page.wait_for_url("**/ban-lam-viec/")

    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(town + "/")
    page.goto("/dang-nhap/can-bo?next=/tai-khoan/xac-minh/moi/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url("**/tai-khoan/xac-minh/moi/")
    page.fill("#id-code", code_of(page.locator("code.se-secret").inner_text(), -1))
    page.get_by_role("button", name="Xác nhận mã").click()
    page.get_by_role("heading", name="Đăng nhập và thiết bị").wait_for()
    assert page.locator(".se-list li").count() == 2
    assert apart(lambda: factors.owned(account)).totp

    clock.set_for_test(clock.now() + timedelta(minutes=6))
    page.get_by_role("button", name="Tạo 10 mã mới").click()
    page.get_by_role("heading", name="Xác nhận lại là anh/chị").wait_for()
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.get_by_role("heading", name="Mã dự phòng mới").wait_for()

    page.clock.install()
    page.goto("/tai-khoan/mat-khau/")
    page.fill("#id-password", "đang gõ dở")
    with page.expect_response("**/tai-khoan/phien/") as kept:  # whoever types is at work
        page.clock.run_for(61_000)
    assert kept.value.request.method == "POST"
    page.wait_for_timeout(50)
    clock.set_for_test(clock.now() + timedelta(minutes=14))
    page.clock.run_for(14 * 60_000)
    page.get_by_role("heading", name="Phiên sắp kết thúc").wait_for()
    page.get_by_role("button", name="Làm việc tiếp").click()
    page.get_by_role("heading", name="Phiên sắp kết thúc").wait_for(state="hidden")
    clock.set_for_test(clock.now() + timedelta(minutes=16))
    page.clock.run_for(14 * 60_000)
    page.get_by_role("heading", name="Phiên đã kết thúc").wait_for()
    assert page.input_value("#id-password") == "đang gõ dở"
    assert [words for words in page.complaints if "401" not in words] == []
    reset()
