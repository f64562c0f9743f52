"""The one place where money talks HTTP to a gateway; nothing else here imports an HTTP library."""

from collections.abc import Mapping

import requests

CONNECT_TIMEOUT_S = 5.0


class GatewayUnreachable(Exception):
    """No usable answer came: connection refused, time out, or an error of the gateway's web server."""


class GatewayNonsense(Exception):
    """An answer came that is not what the protocol promises (not JSON, wrong signature, another order)."""


def post_json(url: str, body: Mapping[str, str], timeout_s: float) -> dict[str, str]:
    """POST `body` as JSON and return the JSON object of the answer with its values as text.

    Raises: GatewayUnreachable, GatewayNonsense. Redirects are not followed: money does not move house.
    """
    try:
        answer = requests.post(
            url,
            json=dict(body),
            timeout=(min(CONNECT_TIMEOUT_S, timeout_s), timeout_s),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise GatewayUnreachable(f"{type(error).__name__} at {url}") from error
    if answer.status_code != 200:
        raise GatewayUnreachable(f"HTTP {answer.status_code} at {url}")
    try:
        content = answer.json()
    except requests.JSONDecodeError as error:
        raise GatewayNonsense(f"no JSON from {url}") from error
    if not isinstance(content, dict):
        raise GatewayNonsense(f"no JSON object from {url}")
    return {str(name): "" if value is None else str(value) for name, value in content.items()}


def get_file(url: str, query: Mapping[str, str], timeout_s: float) -> bytes:
    """GET a file (a gateway's movements of a day). Raises: GatewayUnreachable. Redirects are not followed."""
    try:
        answer = requests.get(
            url,
            params=dict(query),
            timeout=(min(CONNECT_TIMEOUT_S, timeout_s), timeout_s),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise GatewayUnreachable(f"{type(error).__name__} at {url}") from error
    if answer.status_code != 200:
        raise GatewayUnreachable(f"HTTP {answer.status_code} at {url}")
    return answer.content
