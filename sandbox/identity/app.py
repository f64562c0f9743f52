"""OpenID Connect provider that plays the national electronic identity: code flow with PKCE S256, RS256."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit
from urllib.request import urlopen
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sandbox.config import Config
from sandbox.identity import pages
from sandbox.identity.state import Asked, Grant, Identity, Session, State
from sandbox.identity.tokens import LIFETIME, id_token, logout_token, renamed, s256
from sandbox.web import Request, Response, Routes, json_response, redirect, send

CODE_LIFETIME = 60
COOKIE = "sandbox_identity"
LOGOUT_PATH = "/accounts/oidc/dinhdanh/logout"
"""Where the product hears that somebody signed out here."""
LEVELS = {f"LoA{level}": level for level in range(1, 5)}


def application(state: State, config: Config) -> WSGIApplication:
    """WSGI application of the provider; sees paths below `/identity`."""
    return Provider(state, config)


class Provider:
    def __init__(self, state: State, config: Config) -> None:
        self.state = state
        self.config = config
        self.issuer = config.url + "/identity"
        self.routes = Routes(
            {
                ("GET", ""): lambda request: redirect("/identity/"),
                ("GET", "/"): lambda request: pages.about(self.issuer, state.identities()),
                ("GET", "/.well-known/openid-configuration"): self.discovery,
                ("GET", "/jwks"): self.keys,
                ("GET", "/oauth2/authorize"): self.authorize,
                ("GET", "/login"): self.choose,
                ("POST", "/login"): self.chosen,
                ("POST", "/oauth2/token"): self.token,
                ("GET", "/oauth2/userinfo"): self.userinfo,
                ("POST", "/oauth2/userinfo"): self.userinfo,
                ("GET", "/oidc/logout"): self.logout,
                ("POST", "/rotate"): self.rotate,
            }
        )

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if self.state.faults.strikes("down"):
            return send(Response("Service Unavailable", 503, "text/plain"), environ["REQUEST_METHOD"], start)
        return self.routes(environ, start)

    def keys(self, request: Request) -> Response:
        if self.state.faults.strikes("keys_500"):
            return Response("Internal Server Error", 500, "text/plain")
        return json_response({"keys": self.state.published()})

    def rotate(self, request: Request) -> Response:
        """A new key signs from now on, as real providers change theirs."""
        self.state.rotate()
        return json_response({"kid": self.state.key.kid})

    def discovery(self, request: Request) -> Response:
        faults = self.state.faults
        if faults.strikes("discovery_500"):
            return Response("Internal Server Error", 500, "text/plain")
        issuer = "https://somebody-else.example" if faults.strikes("other_discovery") else self.issuer
        return json_response(
            {
                "issuer": issuer,
                "authorization_endpoint": self.issuer + "/oauth2/authorize",
                "token_endpoint": self.issuer + "/oauth2/token",
                "userinfo_endpoint": self.issuer + "/oauth2/userinfo",
                "jwks_uri": self.issuer + "/jwks",
                "end_session_endpoint": self.issuer + "/oidc/logout",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "scopes_supported": ["openid", "profile", "email", "phone"],
                "acr_values_supported": list(LEVELS),
                "authorization_response_iss_parameter_supported": True,
                "backchannel_logout_supported": True,
                "backchannel_logout_session_supported": True,
                "claims_supported": [
                    "sub", "pin", "full_name", "birth_date", "sex", "phone", "email", "account_type",
                    "account_level", "auth_level", "org_code", "org_name", "org_representative",
                ],
            }
        )  # fmt: skip

    def authorize(self, request: Request) -> Response:
        query = request.query
        redirect_uri = query.get("redirect_uri", "")
        if query.get("client_id") != self.config.client_id:
            return pages.refused("Ứng dụng chưa được đăng ký.", f"client_id: {query.get('client_id', '')}")
        if redirect_uri not in self.config.redirect_uris():
            # Never send the browser to an address that is not registered.
            return pages.refused("Địa chỉ quay về chưa được đăng ký.", f"redirect_uri: {redirect_uri}")
        if problem := _problem(query):
            return self._back(redirect_uri, error=problem, state=query.get("state", ""))
        wanted = query.get("acr_values", "LoA2").split()
        level = max((LEVELS[one] for one in wanted if one in LEVELS), default=2)
        prompts = query.get("prompt", "").split()
        named = self.state.by_sub(_subject_in(query.get("id_token_hint", "")))
        asked = Asked(
            query["client_id"], redirect_uri, query.get("state", ""), query.get("nonce", ""),
            query["code_challenge"], level, named.key if named and "login" in prompts else "",
        )  # fmt: skip
        if not {"login", "select_account"} & set(prompts):
            # A hint at somebody unknown must not sign in whoever was here before.
            if hint := query.get("login_hint"):
                if known := self.state.identity(hint):
                    return self._granted(asked, known)
            elif known := self._still_signed_on(request, level, query.get("max_age", "")):
                session = self.state.remembered(request.cookie(COOKIE))
                assert session is not None
                return self._back_with_code(asked, known, session)
        if "none" in prompts:
            return self._back(redirect_uri, error="login_required", state=asked.state)
        return redirect("/identity/login?" + urlencode({"request": self.state.wait(asked)}))

    def _still_signed_on(self, request: Request, level: int, max_age: str) -> Identity | None:
        """Whom this browser's own session names, when they proved themselves strongly and lately enough."""
        session = self.state.remembered(request.cookie(COOKIE))
        if session is None or session.level < level:
            return None
        if max_age.isdigit() and time.time() - session.proved > int(max_age):
            return None
        return self.state.identity(session.key)

    def choose(self, request: Request) -> Response:
        number = request.query.get("request", "")
        asked = self.state.waiting(number)
        if asked is None:
            return pages.refused("Yêu cầu đăng nhập không còn hiệu lực.", "")
        if asked.again and "khac" not in request.query and (one := self.state.identity(asked.again)):
            return pages.again(number, one, asked.auth_level)
        return pages.choose(number, self.state.identities(), request.query.get("pin", "").strip())

    def chosen(self, request: Request) -> Response:
        form = request.form()
        asked = self.state.waiting(form.get("request", ""))
        if asked is None:
            return pages.refused("Yêu cầu đăng nhập không còn hiệu lực.", "")
        if "cancel" in form:
            return self._back(asked.redirect_uri, error="access_denied", state=asked.state)
        identity = self.state.identity(form.get("identity", ""))
        if identity is None:
            return redirect("/identity/login?" + urlencode({"request": form["request"]}))
        return self._granted(asked, identity)

    def token(self, request: Request) -> Response:
        faults = self.state.faults
        if faults.strikes("token_500"):
            return Response("Internal Server Error", 500, "text/plain")
        if faults.strikes("token_html"):
            return Response("<h1>Bảo trì</h1>")
        if faults.strikes("slow"):
            time.sleep(faults.seconds)
        form = request.form()
        if not self._is_client(request, form):
            return json_response({"error": "invalid_client"}, 401)
        if form.get("grant_type") != "authorization_code":
            return json_response({"error": "unsupported_grant_type"}, 400)
        code = form.get("code", "")
        grant = self.state.grant_of(code)
        if grant is None or not _fits(grant, form):
            return json_response({"error": "invalid_grant"}, 400)
        access_token = self.state.exchange(code, LIFETIME)
        if access_token is None:
            return json_response({"error": "invalid_grant", "error_description": "code already used"}, 400)
        return json_response(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": LIFETIME,
                "id_token": id_token(self.state, self.config, grant, access_token),
            }
        )

    def userinfo(self, request: Request) -> Response:
        if self.state.faults.strikes("userinfo_500"):
            return Response("Internal Server Error", 500, "text/plain")
        scheme, _, token = request.header("Authorization").partition(" ")
        held = self.state.holder(token) if scheme.lower() == "bearer" else None
        if held is None:
            refusal = json_response({"error": "invalid_token"}, 401)
            refusal.headers.append(("WWW-Authenticate", 'Bearer error="invalid_token"'))
            return refusal
        identity, level = held
        claims = identity.claims(level)
        if self.state.faults.strikes("other_subject"):
            claims["sub"] = "somebody-else"
        elif self.state.faults.strikes("renamed"):
            claims["sub"] = renamed(identity.sub)
        elif self.state.faults.strikes("no_pin"):
            claims.pop("pin")
        return json_response(claims)

    def logout(self, request: Request) -> Response:
        """RP-initiated logout, and the word to the product that this session is over."""
        ended = self.state.forget(request.cookie(COOKIE))
        if ended is not None and (one := self.state.identity(ended.key)):
            self._tell_the_product(one.sub, ended.sid)
        gone = ("Set-Cookie", f"{COOKIE}=; Path=/identity; Max-Age=0; HttpOnly; SameSite=Lax")
        target = request.query.get("post_logout_redirect_uri", "")
        parts = urlsplit(target)
        if target and f"{parts.scheme}://{parts.netloc}" in self.config.product_origins():
            state = request.query.get("state")
            return redirect(target + (f"?{urlencode({'state': state})}" if state else ""), [gone])
        return pages.goodbye([gone])

    def _granted(self, asked: Asked, identity: Identity) -> Response:
        """Somebody has just proved who they are."""
        cookie, session = self.state.remember(identity, asked.auth_level)
        header = ("Set-Cookie", f"{COOKIE}={cookie}; Path=/identity; HttpOnly; SameSite=Lax")
        return self._back_with_code(asked, identity, session, [header])

    def _back_with_code(
        self, asked: Asked, identity: Identity, session: Session, headers: Iterable[tuple[str, str]] = ()
    ) -> Response:
        code = self.state.grant(asked, identity, session)
        return self._back(asked.redirect_uri, headers, code=code, state=asked.state)

    def _back(self, redirect_uri: str, headers: Iterable[tuple[str, str]] = (), **values: Any) -> Response:
        """To the product, with the name of whoever answers (RFC 9207)."""
        faults, iss = self.state.faults, self.issuer
        if faults.strikes("wrong_response_issuer"):
            iss = "https://somebody-else.example"
        elif faults.strikes("no_response_issuer"):
            iss = ""
        query = urlencode({name: value for name, value in (values | {"iss": iss}).items() if value})
        return redirect(f"{redirect_uri}?{query}", headers)

    def _tell_the_product(self, sub: str, sid: str) -> None:
        """Back-channel logout to each of the product's addresses; one that does not listen loses nothing."""
        token = logout_token(self.state, self.config, sub, sid)

        def tell() -> None:
            for origin in self.config.product_origins():
                with suppress(OSError):
                    body = urlencode({"logout_token": token}).encode()
                    urlopen(origin + LOGOUT_PATH, body, timeout=3).close()

        threading.Thread(target=tell, daemon=True).start()

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        scheme, _, value = request.header("Authorization").partition(" ")
        if scheme.lower() == "basic":
            try:
                client, _, secret = base64.b64decode(value).decode().partition(":")
            except ValueError:
                return False
            client, secret = unquote_plus(client), unquote_plus(secret)
        else:
            client, secret = form.get("client_id", ""), form.get("client_secret", "")
        same = hmac.compare_digest(secret.encode(), self.config.client_secret.encode())
        return same and client == self.config.client_id


def _problem(query: dict[str, str]) -> str:
    """The OAuth error code of a request from a known client, or nothing."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in query.get("scope", "").split():
        return "invalid_scope"
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "invalid_request"
    return ""


def _fits(grant: Grant, form: dict[str, str]) -> bool:
    return (
        time.time() - grant.at <= CODE_LIFETIME
        and form.get("redirect_uri") == grant.asked.redirect_uri
        and hmac.compare_digest(s256(form.get("code_verifier", "")), grant.asked.challenge)
    )


def _subject_in(token: str) -> str:
    """The subject that an ID token hint names. A hint, nothing more: whoever is named proves who they are."""
    try:
        part = token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))).get("sub", ""))
    except (IndexError, ValueError, AttributeError):
        return ""
