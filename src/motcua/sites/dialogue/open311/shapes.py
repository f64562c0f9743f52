"""What GeoReport v2 says of a service and of a request, from our categories and reports. No queries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.exchange.dialogue import masking
from motcua.exchange.dialogue.kinds import categories, kind
from motcua.exchange.dialogue.models import Report
from motcua.exchange.dialogue.offices import Office
from motcua.foundation.clock import VN

DETAIL = "DETAIL"
GROUP = "Phản ánh hiện trường"


def services() -> list[dict[str, Any]]:
    """Every service that can be asked for."""
    return [
        {
            "service_code": code,
            "service_name": one.vi,
            "description": one.en,
            "metadata": bool(one.details),
            "type": "realtime",
            "keywords": ",".join([one.en, *(detail.vi for detail in one.details.values())]),
            "group": GROUP,
        }
        for code, one in categories("scene").items()
    ]


def definition(code: str) -> dict[str, Any] | None:
    """The attributes of a service; None for one that does not exist."""
    one = categories("scene").get(code)
    if one is None:
        return None
    attributes = []
    if one.details:
        attributes.append(
            {
                "variable": True,
                "code": DETAIL,
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": "",
                "order": 1,
                "description": f"{one.vi}: việc gì? / What exactly?",
                "values": [{"key": key, "name": detail.vi} for key, detail in one.details.items()],
            }
        )
    return {"service_code": code, "attributes": attributes}


def request(
    report: Report, offices: Mapping[int, Office], media_url: str, *, own: bool = False
) -> dict[str, Any]:
    """One request as the world may see it. `own`: asked by the partner that sent it, shown or not."""
    state = kind(report.kind).states[report.state]
    reason = kind(report.kind).reasons.get(report.refusal) if state.counter == "refused" else None
    shown = report.shown_at is not None
    office = offices.get(report.agency_id)
    where = ", ".join(
        part for part in (report.place, report.unit.full_name_vi if report.unit else "") if part
    )
    return {
        "service_request_id": report.code,
        "status": "closed" if state.ended else "open",
        "status_notes": report.public_reply or (reason.vi if reason else state.vi),
        "service_name": categories(report.kind)[report.category].vi,
        "service_code": report.category,
        "description": report.public_text if shown else (masking.masked(report.text) if own else ""),
        "agency_responsible": office.name_vi if office else "",
        "service_notice": "",
        "requested_datetime": _moment(report.sent_at),
        "updated_datetime": _moment(report.changed_at),
        "expected_datetime": _moment(report.due_at) if report.clock and not state.ended else None,
        "address": masking.masked(where),
        "address_id": report.unit.code if report.unit else None,
        "zipcode": None,
        "lat": report.lat,
        "long": report.lon,
        "media_url": media_url or None,
    }


def _moment(at: datetime) -> str:
    """W3C form of ISO 8601, whole seconds, on the clock of Việt Nam."""
    return at.astimezone(VN).isoformat(timespec="seconds")
