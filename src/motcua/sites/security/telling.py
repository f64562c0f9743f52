"""Officers are told of a sign-on from a device that was not known: in their inbox and by e-mail."""

from motcua.city.models import Account
from motcua.city.security.models import OfficerSession
from motcua.exchange import notices
from motcua.exchange.notices import Notice
from motcua.foundation.worktime import VN


def new_device(account: Account, session: OfficerSession) -> None:
    """Two or three statements; the e-mail goes by a job."""
    when = session.began_at.astimezone(VN)
    vi = account.language != "en"
    subject = "Đăng nhập từ thiết bị mới" if vi else "Signed in from a new device"
    body = (
        f"Tài khoản {account.username} vừa đăng nhập lúc {when:%H:%M ngày %d/%m/%Y} từ {session.label}, "
        f"địa chỉ {session.address or '?'}. Nếu không phải anh/chị: mở trang Đăng nhập và thiết bị, kết thúc phiên đó, "
        "đổi mật khẩu và báo bộ phận công nghệ thông tin."
        if vi
        else f"Account {account.username} signed in on {when:%d/%m/%Y} at {when:%H:%M} from {session.label}, address "
        f"{session.address or '?'}. If this was not you: open Sign-in and devices, end that session, change the "
        "password and tell the IT office."
    )
    notices.send(
        [
            Notice(
                key=f"new-device:{session.pk}",
                person_id=account.person_id,
                address=account.email,
                language=account.language,
                subject=subject,
                body=body,
                link="/tai-khoan/dang-nhap/",
                dossier_code="",
                at=session.began_at,
            )
        ]
    )
