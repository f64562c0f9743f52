"""The protocol's addresses; discovery tells them."""

from allauth.idp.oidc import views as allauth_views
from django.urls import include, path

from motcua.sites.security import provider_views

_OIDC = [
    path(".well-known/openid-configuration", provider_views.configuration, name="configuration"),
    path(".well-known/jwks.json", allauth_views.jwks, name="jwks"),
    path("oidc/authorize", provider_views.authorize, name="authorization"),
    path("oidc/token", provider_views.token, name="token"),
    path("oidc/userinfo", provider_views.userinfo, name="userinfo"),
    path("oidc/revoke", provider_views.revoke, name="revoke"),
    path("oidc/logout", provider_views.sign_out, name="logout"),
]
urlpatterns = [path("", include((_OIDC, "oidc")))]
