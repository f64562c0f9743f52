"""Credit-trust answers as a service that agreements can be made about, beside the registers."""

from motcua.city.models import Account
from motcua.exchange.credit_trust.checks import SERVICE, all_checks, not_for
from motcua.exchange.data_services import services
from motcua.exchange.data_services.services import Label, Service, ServiceField


def offer() -> None:
    services.offer(
        Service(
            register=SERVICE,
            name=Label("Trả lời khả tín", "Credit-trust answers"),
            summary=Label(
                "Trả lời “khớp, không khớp, chưa có dữ liệu” cho bên cho vay khi người vay đồng ý; không cung cấp dữ liệu.",
                "Answers “match, no match, no data” to a lender when the borrower agrees; no data leave.",
            ),
            fields=tuple(
                ServiceField(one.id, Label(one.name.vi, one.name.en), one.social_policy)
                for one in all_checks().checks
            ),
            refuses=_refuses,
        )
    )


def _refuses(account_id: int, fields: list[str]) -> dict[str, tuple[str, str]]:
    """Why these checks cannot be agreed on with this lender. One query."""
    lender = Account.objects.filter(id=account_id).values_list("username", flat=True).first() or ""
    if not_for(lender, fields):
        return {
            "fields": (
                "Danh sách hộ nghèo, người có công chỉ dùng cho vay ưu đãi của ngân hàng chính sách.",
                "The lists of poor households and persons of merit are for the social policy bank only.",
            )
        }
    return {}
