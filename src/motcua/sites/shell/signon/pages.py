"""The words for what can go wrong, and the safe way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

TROUBLES: dict[str, dict[str, tuple[str, str]]] = {
    "away": {
        "heading": ("Chưa kết nối được với định danh điện tử", "The national identity cannot be reached"),
        "words": (
            "Hệ thống định danh điện tử quốc gia chưa trả lời. Những gì bạn đã nhập vẫn còn nguyên. "
            "Hãy đợi vài phút rồi thử lại; nếu việc gấp, bạn có thể đến bộ phận một cửa của phường, xã.",
            "The national identity system does not answer. What you have entered is still here. Wait a few "
            "minutes and try again; in a hurry, come to the one-stop counter of your ward or commune.",
        ),
    },
    "untrusted": {
        "heading": ("Chưa đăng nhập được", "You are not signed in"),
        "words": (
            "Câu trả lời của hệ thống định danh không khớp với yêu cầu đăng nhập nên không được dùng. "
            "Không có gì bị mất. Hãy đăng nhập lại từ đầu.",
            "The identity system's answer does not match the request, so we did not use it. "
            "Nothing is lost. Please sign in again.",
        ),
    },
    "stale": {
        "heading": ("Lần đăng nhập này đã hết hạn", "This sign-in has expired"),
        "words": (
            "Trang này đã được dùng hoặc đã mở quá lâu. Không có gì bị mất. Hãy đăng nhập lại từ đầu.",
            "This page was used before or was open for too long. Nothing is lost. Please sign in again.",
        ),
    },
    "cancelled": {
        "heading": ("Bạn đã hủy đăng nhập", "You cancelled signing in"),
        "words": (
            "Bạn vẫn có thể tra cứu thủ tục mà không cần đăng nhập.",
            "You can still look up procedures without signing in.",
        ),
    },
    "level": {
        "heading": ("Cần tài khoản định danh mức 2", "A level 2 account is needed"),
        "words": (
            "Tài khoản định danh điện tử của bạn ở mức 1. Để nộp hồ sơ, hãy mang căn cước đến công an "
            "phường, xã để nâng lên mức 2 (miễn phí), hoặc nộp trực tiếp tại bộ phận một cửa.",
            "Your electronic identity is a level 1 account. To file online, take your identity card to the "
            "police of your ward or commune and have it raised to level 2 (free), or file at the counter.",
        ),
    },
    "weaker": {
        "heading": ("Chưa xác thực được ở mức cần thiết", "You are not identified strongly enough yet"),
        "words": (
            "Hệ thống định danh chỉ xác nhận ở mức thấp hơn mức việc này cần. Những gì bạn đã nhập vẫn còn nguyên. "
            "Hãy xác thực lại bằng khuôn mặt hoặc vân tay trên ứng dụng định danh, hoặc nộp tại bộ phận một cửa.",
            "The identity system confirmed less than this needs. What you have entered is still here. "
            "Confirm again with your face or fingerprint in the identity app, or file at the counter.",
        ),
    },
    "somebody-else": {
        "heading": ("Người xác thực không phải người đang đăng nhập", "Somebody else confirmed"),
        "words": (
            "Tài khoản định danh vừa dùng là của người khác nên không được nhận. Những gì bạn đã nhập vẫn còn nguyên. "
            "Hãy xác thực lại bằng tài khoản của chính bạn.",
            "The identity just used is another person's, so it was not accepted. What you have entered is still here. "
            "Confirm again with your own identity.",
        ),
    },
    "closed": {
        "heading": ("Tài khoản đã bị khóa", "This account is closed"),
        "words": (
            "Tài khoản này không còn dùng được. Hãy hỏi bộ phận một cửa của phường, xã.",
            "This account can no longer be used. Please ask the one-stop counter of your ward or commune.",
        ),
    },
    "locked": {
        "heading": ("Tạm khóa đăng nhập", "Signing in is locked for a while"),
        "words": (
            "Mật khẩu đã bị nhập sai nhiều lần. Hãy đợi 15 phút rồi thử lại, "
            "hoặc gọi người quản trị của cơ quan.",
            "The password was wrong several times. Wait 15 minutes and try again, "
            "or call your administrator.",
        ),
    },
}


def trouble(
    request: HttpRequest, kind: str, status: int, next_url: str = "", step_up: int = 0
) -> HttpResponse:
    """The page for one kind of trouble; `next_url` leads on after the next try, which may be one of `step_up`."""
    words = {part: {"vi": vi, "en": en} for part, (vi, en) in TROUBLES[kind].items()}
    context = {"kind": kind, "next": safe_next(request, next_url), "step_up": step_up, **words}
    return render(request, "signon/trouble.html", context, status=status)


def safe_next(request: HttpRequest, wished: str | None = None) -> str:
    """Where to go after signing in: a page of this site, or nothing."""
    url = wished if wished is not None else request.POST.get("next") or request.GET.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()) else ""
