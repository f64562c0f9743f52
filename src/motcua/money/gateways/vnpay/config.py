"""The merchant's settings at VNPay, read from `settings.VNPAY`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from motcua.money.fees import Words
from motcua.money.gateways import checking, merchants
from motcua.money.gateways.checking import ConfigProblem

SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class VnpayConfig:
    """One merchant at VNPay. The secret never appears in its text form."""

    tmn_code: str
    secret: str = field(repr=False)
    pay_url: str
    api_url: str
    return_url: str
    server_ip: str = "127.0.0.1"
    order_type: str = "other"
    timeout_s: float = 15.0
    window_minutes: int = 15


def current() -> VnpayConfig:
    """The settings of this installation. Raises KeyError or AttributeError when they are absent."""
    return _made(settings.VNPAY)


def of(agency_id: int | None) -> VnpayConfig:
    """The settings of the unit that collects. One query where a unit has some of its own."""
    return _made(merchants.values_of("vnpay", agency_id))


def with_code(tmn_code: str) -> VnpayConfig | None:
    """The merchant of ours that has this terminal code; None when none has. Raises as `current`."""
    values = merchants.values_with("vnpay", "TMN_CODE", tmn_code)
    return _made(values) if values is not None else None


def _made(values: Mapping[str, Any]) -> VnpayConfig:
    optional: dict[str, str] = {
        "server_ip": "SERVER_IP",
        "order_type": "ORDER_TYPE",
        "timeout_s": "TIMEOUT_S",
        "window_minutes": "WINDOW_MINUTES",
    }
    given: dict[str, Any] = {name: values[key] for name, key in optional.items() if key in values}
    return VnpayConfig(
        tmn_code=values["TMN_CODE"],
        secret=values["SECRET"],
        pay_url=values["PAY_URL"],
        api_url=values["API_URL"],
        return_url=values["RETURN_URL"],
        **given,
    )


def check_config() -> list[ConfigProblem]:
    """What is wrong with the settings; an empty list when payments can work. Asks nobody outside."""
    try:
        config = current()
    except (KeyError, AttributeError) as error:
        missing = Words(f"Thiếu cấu hình VNPay ({error})", f"VNPay is not configured ({error})")
        return [ConfigProblem("VNPAY", missing)]
    problems = []
    if not config.tmn_code:
        words = Words("Chưa có mã điểm thu (TmnCode)", "The terminal code (TmnCode) is missing")
        problems.append(ConfigProblem("TMN_CODE", words))
    if len(config.secret) < SHORTEST_SECRET:
        words = Words(
            f"Khóa bí mật ngắn hơn {SHORTEST_SECRET} ký tự",
            f"The secret has fewer than {SHORTEST_SECRET} characters",
        )
        problems.append(ConfigProblem("SECRET", words))
    problems += checking.addresses(
        {"PAY_URL": config.pay_url, "API_URL": config.api_url, "RETURN_URL": config.return_url}
    )
    if len(config.return_url) > 255:
        words = Words("Địa chỉ quay lại dài hơn 255 ký tự", "The return address has more than 255 characters")
        problems.append(ConfigProblem("RETURN_URL", words))
    return problems
