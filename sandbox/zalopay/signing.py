"""ZaloPay's macs as the gateway computes them, apart from the product's: each checks the other."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

CREATE = "app_id app_trans_id app_user amount app_time embed_data item"
REFUND = "app_id zp_trans_id amount description timestamp"
REFUND_QUERY = "app_id m_refund_id timestamp"
RETURN = "appid apptransid pmcid bankcode amount discountamount status"


def mac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def joined(message: Mapping[str, Any], names: str) -> str:
    return "|".join(str(message.get(name, "")) for name in names.split())


def right(expected: str, given: object) -> bool:
    return hmac.compare_digest(expected.encode(), str(given or "").encode("utf-8", "replace"))
