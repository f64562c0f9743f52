"""What a person sees at the provider."""

from collections.abc import Iterable

from sandbox.identity.state import Identity
from sandbox.web import Response, esc, page

SHOWN = 60


def choose(number: str, identities: list[Identity], pin: str) -> Response:
    """The list of invented people, one click each, and a search by PIN."""
    found = [one for one in identities if one.pin.startswith(pin)] if pin else identities
    people = "".join(_button(one) for one in found[:SHOWN])
    more = f"<p class=hint>Còn {len(found) - SHOWN} người: hãy tìm theo số định danh.</p>"
    nobody = '<p class="alert" role="status">Không có ai mang số định danh này.</p>'
    request = f'<input type="hidden" name="request" value="{esc(number)}">'
    body = f"""
<h1>Đăng nhập bằng định danh điện tử</h1>
<p class="hint">Chọn một người (nhân vật hư cấu) để đăng nhập.
<span lang="en">Choose an invented person to sign in.</span></p>
<form class="row" method="get" action="/identity/login">{request}
<label>Số định danh cá nhân<br><input name="pin" value="{esc(pin)}" inputmode="numeric" maxlength="12"
autocomplete="off"></label><button class="plain">Tìm</button></form>
<form method="post" action="/identity/login">{request}<ul class="people">{people}</ul>
{"" if found else nobody}{more if len(found) > SHOWN else ""}
<button class="plain" name="cancel" value="1">Hủy, quay lại cổng dịch vụ công</button></form>"""
    return page("Đăng nhập bằng định danh điện tử", body)


def again(number: str, one: Identity, level: int) -> Response:
    """The same person confirms once more, here by pressing a button."""
    how = "khuôn mặt hoặc vân tay" if level >= 3 else "mã trên ứng dụng"
    body = f"""
<h1>Xác thực lại</h1>
<p class="hint">Thành phố cần xác thực mức {level} bằng {how} (nhân vật hư cấu: chỉ cần bấm nút).
<span lang="en">The city asks for level {level}; with invented people a button is enough.</span></p>
<form method="post" action="/identity/login"><input type="hidden" name="request" value="{esc(number)}">
<ul class="people">{_button(one)}</ul>
<button class="plain" name="cancel" value="1">Hủy, quay lại cổng dịch vụ công</button></form>
<p><a href="/identity/login?request={esc(number)}&amp;khac=1">Tôi không phải người này</a></p>"""
    return page("Xác thực lại", body)


def about(issuer: str, identities: list[Identity]) -> Response:
    body = (
        f"<h1>Định danh điện tử</h1><p>Có {len(identities)} tài khoản.</p>"
        f'<p><a href="{esc(issuer)}/.well-known/openid-configuration">openid-configuration</a></p>'
    )
    return page("Định danh điện tử", body)


def refused(reason: str, detail: str) -> Response:
    body = f'<h1>Không thể đăng nhập</h1><p class="alert">{esc(reason)}</p><p class="hint">{esc(detail)}</p>'
    return page("Không thể đăng nhập", body, 400)


def goodbye(headers: Iterable[tuple[str, str]]) -> Response:
    return page("Đã đăng xuất", "<h1>Đã đăng xuất khỏi định danh điện tử</h1>", headers=headers)


def _button(one: Identity) -> str:
    born = "/".join(reversed(one.birth_date.split("-")))
    acting = f" đại diện {one.org_name} ({one.org_code})" if one.org_code else ""
    return (
        f'<li><button name="identity" value="{esc(one.key)}"><strong>{esc(one.full_name + acting)}</strong>'
        f"Số định danh {esc(one.pin)}, sinh {esc(born)}, tài khoản mức {one.account_level}"
        "</button></li>"
    )
