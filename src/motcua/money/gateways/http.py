"""The one place where money talks HTTP to a gateway; nothing else here imports an HTTP library."""

import json
from collections.abc import Mapping
from typing import Any

import requests

CONNECT_TIMEOUT_S = 5.0
MOST_BYTES = 5 * 1024 * 1024


class GatewayUnreachable(Exception):
    """No usable answer came: connection refused, time out, or an error of the gateway's web server."""


class GatewayNonsense(Exception):
    """An answer came that is not what the protocol promises (not JSON, wrong signature, another order)."""


def post_json(
    url: str, body: Mapping[str, object], timeout_s: float, headers: Mapping[str, str] | None = None
) -> dict[str, str]:
    """POST `body` as JSON and return the JSON object of the answer with its values as text (objects and lists as JSON).

    Raises: GatewayUnreachable, GatewayNonsense. Redirects are not followed: money does not move house.
    """
    answer = _post(url, timeout_s, json=dict(body), headers=dict(headers or {}))
    try:
        content = answer.json()
    except ValueError as error:
        raise GatewayNonsense(f"no JSON from {url}") from error
    if not isinstance(content, dict):
        raise GatewayNonsense(f"no JSON object from {url}")
    return {str(name): _text(value) for name, value in content.items()}


def post_for_file(
    url: str, body: Mapping[str, object], timeout_s: float, headers: Mapping[str, str] | None = None
) -> bytes:
    """POST `body` as JSON and return the answer's bytes. Raises: GatewayUnreachable, GatewayNonsense (empty or too much)."""
    content = _post(url, timeout_s, json=dict(body), headers=dict(headers or {})).content
    if not 0 < len(content) <= MOST_BYTES:
        raise GatewayNonsense(f"{len(content)} bytes from {url}")
    return content


def get_file(url: str, query: Mapping[str, str], timeout_s: float) -> bytes:
    """GET a file (a gateway's movements of a day). Raises: GatewayUnreachable."""
    return _called("GET", url, timeout_s, params=dict(query)).content


def _post(url: str, timeout_s: float, **more: Any) -> requests.Response:
    return _called("POST", url, timeout_s, **more)


def _called(method: str, url: str, timeout_s: float, **more: Any) -> requests.Response:
    timeout = (min(CONNECT_TIMEOUT_S, timeout_s), timeout_s)
    try:
        answer = requests.request(method, url, timeout=timeout, allow_redirects=False, **more)
    except requests.RequestException as error:
        raise GatewayUnreachable(f"{type(error).__name__} at {url}") from error
    if answer.status_code != 200:
        raise GatewayUnreachable(f"HTTP {answer.status_code} at {url}")
    return answer


def _text(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else str(value)
