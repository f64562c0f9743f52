"""Settings of the installation. Everything that differs between cities comes from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from motcua.foundation.sealing import keys as sealing_keys
from motcua.project import config
from motcua.sites.shell.signon.claims import AUTH_LEVELS, CLAIM_NAMES

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(config.text("MOTCUA_DATA", str(ROOT / ".demo"))).resolve()
DEMO = config.flag("MOTCUA_DEMO", False)
TEST_MODE = config.flag("MOTCUA_TEST_MODE", False)

DEBUG = False
SECRET_KEY = config.text(
    "MOTCUA_SECRET_KEY", config.kept_secret(DATA, "django") if DEMO or TEST_MODE else None
)
PUBLIC_URL = config.text("MOTCUA_PUBLIC_URL", "http://localhost:8000")
ALLOWED_HOSTS = config.text("MOTCUA_HOSTS", "localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HTTPS = PUBLIC_URL.startswith("https://")
if not (DEMO or TEST_MODE) and not HTTPS:
    raise config.BadSetting("MOTCUA_PUBLIC_URL must begin with https:// outside demo and tests")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "motcua.sites.security",  # before allauth: its pages take the place of allauth's
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.idp.oidc",
    "procrastinate.contrib.django",
    "motcua.foundation",
    "motcua.city",
    "motcua.city.acting",
    "motcua.city.mandates",
    "motcua.city.security",
    "motcua.city.reform",
    "motcua.city.hall",
    "motcua.city.mobile",
    "motcua.city.contracts",
    "motcua.records",
    "motcua.records.scanning",
    "motcua.records.registers",
    "motcua.records.registers.importing",
    "motcua.records.wallet",
    "motcua.records.contests",
    "motcua.records.quality",
    "motcua.records.drives",
    "motcua.records.privacy",
    "motcua.records.consents",
    "motcua.records.subject_requests",
    "motcua.records.books",
    "motcua.exchange",
    "motcua.exchange.publishing",
    "motcua.exchange.dialogue",
    "motcua.exchange.bodies",
    "motcua.exchange.post",
    "motcua.exchange.data_services",
    "motcua.exchange.event_notices",
    "motcua.exchange.population",
    "motcua.exchange.credit_trust",
    "motcua.money",
    "motcua.money.ledger",
    "motcua.money.bank",
    "motcua.money.invoices",
    "motcua.money.reconciliation",
    "motcua.money.treasury",
    "motcua.money.payouts",
    "motcua.money.till",
    "motcua.money.merchants",
    "motcua.money.school_fees",
    "motcua.procedures.catalogue",
    "motcua.procedures.dossiers",
    "motcua.procedures.linked",
    "motcua.procedures.duties",
    "motcua.procedures.certification",
    "motcua.procedures.authoring",
    "motcua.procedures.rehearsal",
    "motcua.procedures.national",
    "motcua.procedures.gazette",
    "motcua.procedures.review",
    "motcua.insight",
    "motcua.insight.territory",
    "motcua.insight.digitising",
    "motcua.insight.registering",
    "motcua.insight.privacy",
    "motcua.insight.takings",
    "motcua.sites.shell",
    "motcua.sites.portal",
    "motcua.sites.portal.assisted",
    "motcua.sites.portal.offline",
    "motcua.sites.mandates",
    "motcua.sites.wallet",
    "motcua.sites.privacy",
    "motcua.sites.desk",
    "motcua.sites.console",
    "motcua.sites.editor",
    "motcua.sites.review",
    "motcua.sites.authority",
    "motcua.sites.reform",
    "motcua.sites.bodies",
    "motcua.sites.refunds",
    "motcua.sites.public",
    "motcua.sites.territory",
    "motcua.sites.data_services",
    "motcua.sites.extracts",
    "motcua.sites.consents",
    "motcua.sites.registers",
    "motcua.sites.population",
    "motcua.sites.dialogue",
    "motcua.sites.hall",
    "motcua.sites.scanning",
    "motcua.sites.ways",
    "motcua.sites.books",
    "motcua.sites.quality",
    "motcua.sites.matching",
    "motcua.sites.invoices",
    "motcua.sites.accounting",
    "motcua.sites.drives",
    "motcua.sites.payouts",
    "motcua.sites.till",
    "motcua.sites.merchants",
    "motcua.sites.school_fees",
    "motcua.sites.api",
    "motcua.services",
    "motcua.project",
]
INSTALLED_APPS = [app for app in INSTALLED_APPS if app]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a phone on a slow line; its answers carry random bytes against BREACH
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "motcua.sites.shell.middleware.ReaderLanguageMiddleware",
    "motcua.sites.privacy.looking.LookMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "motcua.sites.security.middleware.OfficerSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "motcua.project.urls"
WSGI_APPLICATION = "motcua.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.sites.shell.context.site",
                "motcua.sites.shell.context.display",
                "motcua.sites.portal.frame.around",
                "motcua.sites.public.around.notices",
            ],
        },
    }
]

DATABASES = {"default": config.database(config.text("DATABASE_URL"))}
# Each room imports its jobs when it is ready. Looking for modules called `tasks` would import the API's, and with them
# every job, before the queue exists: nothing could be deferred.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
NATS_URL = config.text("NATS_URL", "")

AUTH_USER_MODEL = "city.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "/dang-nhap"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not TEST_MODE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TEST_MODE
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# Calls a minute of one partner token at one process; the bucket is in its memory.
API_CALLS_PER_MINUTE = config.number("MOTCUA_API_PER_MINUTE", 3000, 1, 1_000_000)
# Whether a resident reads the officer's name beside agency and post, and how long looks stay in the database.
LOOKS_NAME_OFFICERS = config.flag("MOTCUA_LOOKS_NAME_OFFICERS", True)
LOOKS_KEPT_MONTHS = config.number("MOTCUA_LOOKS_KEPT_MONTHS", 24, 12, 240)
# The city's key store (`module.function`) and the folder of trusted certificates; demo and tests have their own.
SIGNING_KEYS = config.dotted("MOTCUA_SIGNING_KEYS")
SIGNING_TRUST = config.folder("MOTCUA_SIGNING_TRUST")

# Outside systems: in demo and tests they are played by the sandbox, over the same protocol.
CITY_CODE = config.text("MOTCUA_CITY_CODE", "01")  # province code: whose fee rules apply
SANDBOX_URL = config.text("MOTCUA_SANDBOX_URL", "http://localhost:8100")
PLAYED = DEMO or TEST_MODE  # elsewhere each real system must be named
VNPAY = {
    "TMN_CODE": config.text("MOTCUA_VNPAY_TMN", "MOTCUA01" if PLAYED else None),
    "SECRET": config.text("MOTCUA_VNPAY_SECRET", config.kept_secret(DATA, "vnpay") if PLAYED else None),
    "PAY_URL": config.text(
        "MOTCUA_VNPAY_PAY_URL", f"{SANDBOX_URL}/vnpay/paymentv2/vpcpay.html" if PLAYED else None
    ),
    "API_URL": config.text(
        "MOTCUA_VNPAY_API_URL", f"{SANDBOX_URL}/vnpay/merchant_webapi/api/transaction" if PLAYED else None
    ),
    "RETURN_URL": f"{PUBLIC_URL}/thanh-toan/vnpay/ket-qua",
}
# Other ways to pay: each is offered where it is configured. The keys are shared with the provider.
MOMO = {
    "PARTNER_CODE": config.text("MOTCUA_MOMO_PARTNER", "MOTCUA" if PLAYED else ""),
    "ACCESS_KEY": config.text("MOTCUA_MOMO_ACCESS_KEY", "MCAK20260001" if PLAYED else ""),
    "SECRET": config.text("MOTCUA_MOMO_SECRET", config.kept_secret(DATA, "momo") if PLAYED else ""),
    "API_URL": config.text("MOTCUA_MOMO_URL", f"{SANDBOX_URL}/momo/v2/gateway/api" if PLAYED else ""),
    "RETURN_URL": f"{PUBLIC_URL}/thanh-toan/momo/ket-qua",
    "IPN_URL": f"{PUBLIC_URL}/thanh-toan/momo/ipn",
}
ZALOPAY = {
    "APP_ID": config.text("MOTCUA_ZALOPAY_APP", "99001" if PLAYED else ""),
    "KEY1": config.text("MOTCUA_ZALOPAY_KEY1", config.kept_secret(DATA, "zalopay-key1") if PLAYED else ""),
    "KEY2": config.text("MOTCUA_ZALOPAY_KEY2", config.kept_secret(DATA, "zalopay-key2") if PLAYED else ""),
    "API_URL": config.text("MOTCUA_ZALOPAY_URL", f"{SANDBOX_URL}/zalopay" if PLAYED else ""),
    "RETURN_URL": f"{PUBLIC_URL}/thanh-toan/zalopay/ket-qua",
    "CALLBACK_URL": f"{PUBLIC_URL}/thanh-toan/zalopay/callback",
}
PLATFORM = {
    "PARTNER": config.text("MOTCUA_PLATFORM_PARTNER", "MOTCUA" if PLAYED else ""),
    "SECRET": config.text("MOTCUA_PLATFORM_SECRET", config.kept_secret(DATA, "platform") if PLAYED else ""),
    "TOKEN": config.text("MOTCUA_PLATFORM_TOKEN", ""),
    "API_URL": config.text("MOTCUA_PLATFORM_URL", f"{SANDBOX_URL}/platform/api" if PLAYED else ""),
    "ACCOUNT": config.text("MOTCUA_BANK_ACCOUNT", "0123499999" if PLAYED else ""),
    "ACCOUNT_BANK": config.text("MOTCUA_BANK_NAME", "Vietcombank" if PLAYED else ""),
    "ACCOUNT_NAME": config.text("MOTCUA_BANK_HOLDER", "TRUNG TAM PVHCC THANH PHO HA NOI" if PLAYED else ""),
}
# Collecting units with accounts of their own at providers: a file that only the service account reads.
MERCHANTS = config.merchants("MOTCUA_MERCHANTS_FILE")
# The collection account for transfers (VietQR); its bank tells each change of the balance with the key.
BANK = {
    "BIN": config.text("MOTCUA_BANK_BIN", "970436" if PLAYED else ""),
    "ACCOUNT": config.text("MOTCUA_BANK_ACCOUNT", "0123499999" if PLAYED else ""),
    "HOLDER": config.text("MOTCUA_BANK_HOLDER", "TRUNG TAM PVHCC THANH PHO HA NOI" if PLAYED else ""),
    "BANK": config.text("MOTCUA_BANK_NAME", "Vietcombank" if PLAYED else ""),
    "KEY": config.text("MOTCUA_BANK_KEY", config.kept_secret(DATA, "bank") if PLAYED else ""),
}
# The tax authority's gate for electronic invoices and receipts; without an address documents are made and not told.
TAX = {
    "URL": config.text("MOTCUA_TAX_URL", f"{SANDBOX_URL}/tax" if DEMO else ""),
    "KEY": config.text("MOTCUA_TAX_KEY", config.kept_secret(DATA, "tax") if PLAYED else ""),
    # certificates (PEM) with which the authority signs the codes that it gives
    "CERTIFICATES": config.text("MOTCUA_TAX_CERTIFICATES", str(DATA / "tax-authority.pem") if PLAYED else ""),
}
# Where partners keep their files of a day (pairs `vnpay=https://…`), and the key that our requests are signed with.
DAY_FILES = config.addresses("MOTCUA_DAY_FILES") or (
    {one: f"{SANDBOX_URL}/{one}/day-file" for one in ("vnpay", "momo", "zalopay", "platform")}
    if PLAYED
    else {}
)
DAY_FILES_KEY = config.text("MOTCUA_DAY_FILES_KEY", config.kept_secret(DATA, "day-files") if PLAYED else "")
# The payout account (allowances, pensions): its bank takes files of transfers and signs its answers with the key.
PAYOUTS = {
    "URL": config.text("MOTCUA_PAYOUT_URL", f"{SANDBOX_URL}/payouts" if PLAYED else ""),
    "BIN": config.text("MOTCUA_PAYOUT_BIN", "970405" if PLAYED else ""),
    "SWIFT": config.text("MOTCUA_PAYOUT_SWIFT", "VBAAVNVX" if PLAYED else ""),
    "ACCOUNT": config.text("MOTCUA_PAYOUT_ACCOUNT", "1500201012345" if PLAYED else ""),
    "PAYER": config.text("MOTCUA_PAYOUT_PAYER", "UBND THANH PHO HA NOI" if PLAYED else ""),
    "KEY": config.text("MOTCUA_PAYOUT_KEY", config.kept_secret(DATA, "payouts") if PLAYED else ""),
    "LINKED_URL": config.text("MOTCUA_LINKED_ACCOUNTS_URL", f"{SANDBOX_URL}/owners/vneid" if PLAYED else ""),
    "LINKED_KEY": config.text(
        "MOTCUA_LINKED_ACCOUNTS_KEY", config.kept_secret(DATA, "linked-accounts") if PLAYED else ""
    ),
}
# The hub that tells what came in by code at merchants who let it; without a key nothing is taken.
MERCHANTS_KEY = config.text("MOTCUA_MERCHANTS_KEY", config.kept_secret(DATA, "merchants") if PLAYED else "")
# Bodies outside (police, insurance, tax …): where each takes messages, and the folder of the secrets shared with them.
BODIES = {
    "ADDRESSES": config.addresses("MOTCUA_BODIES"),
    "SECRETS": config.folder("MOTCUA_BODY_SECRETS") or str(DATA),
    "PLAYED_AT": f"{SANDBOX_URL}/bodies" if PLAYED else "",
}
# Owners of sources of data about people who take proposals over an API: where, and the folder of the secrets shared with them.
OWNERS = {
    "ADDRESSES": config.addresses("MOTCUA_OWNERS"),
    "SECRETS": config.folder("MOTCUA_OWNER_SECRETS") or str(DATA),
    "PLAYED_AT": f"{SANDBOX_URL}/owners" if PLAYED else "",
    "PLAYED_SECRET": config.kept_secret(DATA, "owners") if PLAYED else "",
}
# The services of the national population database; without an address nobody is asked about.
POPULATION_SERVICES = {
    "address": config.text("MOTCUA_POPULATION_URL", f"{SANDBOX_URL}/population/ws" if DEMO else ""),
    "sv_url": config.text("MOTCUA_POPULATION_SV_URL", ""),
    "user": config.text("MOTCUA_POPULATION_USER", "motcua"),
    "secret": config.text(
        "MOTCUA_POPULATION_SECRET", config.kept_secret(DATA, "population") if PLAYED else ""
    ),
    "form": config.one_of("MOTCUA_POPULATION_FORM", "soap", ("soap", "json")),
    "timestamp": config.one_of("MOTCUA_POPULATION_TIMESTAMP", "ms", ("ms", "s")),
    "name": config.one_of("MOTCUA_POPULATION_NAME", "upper", ("upper", "stripped")),
    "unit": config.text("MOTCUA_POPULATION_UNIT", ""),
    "account": config.text("MOTCUA_POPULATION_ACCOUNT", ""),
    "road_client": config.text("MOTCUA_POPULATION_ROAD_CLIENT", ""),
    "api_key": config.text("MOTCUA_POPULATION_API_KEY", ""),
}
# Pictures of reception counters come from the city's video gateway only; it checks the signature of each look.
QUALITY_INBOX = config.folder("MOTCUA_QUALITY_INBOX")  # where sources put files about people; empty: none
CAMERA_GATEWAY = config.text("MOTCUA_CAMERA_GATEWAY", SANDBOX_URL if PLAYED else "")
CAMERA_SECRET = config.text("MOTCUA_CAMERA_SECRET", config.kept_secret(DATA, "camera"))
# Keys that seal sensitive columns (docs/encryption.md): the text of the file, never the file of the repository.
SEALING_KEYS = config.text("MOTCUA_SEALING_KEYS", sealing_keys.made_once(DATA) if PLAYED else None)
CLAMD_ADDRESS = config.text("MOTCUA_CLAMD", "")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": config.text("MOTCUA_SMTP_HOST", "127.0.0.1"),
            "port": config.number("MOTCUA_SMTP_PORT", 8125, 1, 65535),
            "timeout": 10,
        },
    }
}
DEFAULT_FROM_EMAIL = config.text("MOTCUA_MAIL_FROM", "Một Cửa <khong-tra-loi@motcua.example>")

# ---- sign-on: begin ----
INSTALLED_APPS.append("axes")
MIDDLEWARE.append("axes.middleware.AxesMiddleware")  # last: it replaces the answer while a name is locked
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "motcua.sites.shell.signon.views.locked"
OFFICER_HOME = "/ban-lam-viec/"
ORGANISATION_HOME = "/to-chuc-cua-toi/"
# Seconds by which an identity provider's clock may differ from ours.
SIGNON_CLOCK_SKEW = config.number("MOTCUA_OIDC_CLOCK_SKEW", 60, 0, 300)
# From authentication level 3 on, a proof that is older has to be given anew.
STEP_UP_MINUTES = config.number("MOTCUA_STEP_UP_MINUTES", 30, 1, 480)
# A session of an officer that no second factor stands behind counts for nothing, but where tests sign on by themselves.
TRUST_BARE_OFFICER_SESSIONS = TEST_MODE

ACCOUNT_ADAPTER = "motcua.sites.shell.signon.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "motcua.sites.shell.signon.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "dinhdanh",
                "name": "Định danh điện tử quốc gia",
                "client_id": config.text("MOTCUA_OIDC_CLIENT_ID", "mot-cua"),
                "secret": config.text(
                    "MOTCUA_OIDC_SECRET", config.kept_secret(DATA, "oidc-client") if PLAYED else None
                ),
                "settings": {
                    "server_url": config.text(
                        "MOTCUA_OIDC_URL", f"{SANDBOX_URL}/identity" if PLAYED else None
                    ),
                    "oauth_pkce_enabled": True,
                    "token_auth_method": "client_secret_basic",
                    "scope": ["openid"],
                    "acr_values": config.text("MOTCUA_OIDC_ACR_SIGN_ON", "LoA2"),
                    # Authentication level -> the provider's word for it, where that is not LoA1 to LoA4.
                    "acr": config.pairs("MOTCUA_OIDC_ACR", AUTH_LEVELS),
                    # How the provider calls itself, where that is not the address at which it is found.
                    "issuer": config.text("MOTCUA_OIDC_ISSUER", ""),
                    # Our claim name -> the provider's: the official names are told when a city connects.
                    "claims": config.pairs("MOTCUA_OIDC_CLAIMS", CLAIM_NAMES),
                },
            }
        ]
    }
}
MFA_ADAPTER = "motcua.sites.security.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = config.text("MOTCUA_TOTP_ISSUER", "Một Cửa")
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Officers may come by the city's own directory (an OpenID provider); empty: by name and password only.
DIRECTORY: dict[str, Any] = (
    {
        "url": config.text("MOTCUA_DIRECTORY_URL"),
        "client_id": config.text("MOTCUA_DIRECTORY_CLIENT_ID"),
        "secret": config.text("MOTCUA_DIRECTORY_SECRET"),
        "claim": config.text("MOTCUA_DIRECTORY_CLAIM", "preferred_username"),
        # Which of its `amr` count as a second factor; empty: ours is asked for.
        "amr": config.text("MOTCUA_DIRECTORY_AMR", "").split(),
    }
    if config.text("MOTCUA_DIRECTORY_URL", "")
    else {}
)
# The city as a provider for its other systems: the folder of its signing keys (sites/security/provider_keys.py).
PROVIDER_KEYS = config.folder("MOTCUA_PROVIDER_KEYS") or (str(DATA / "provider-keys") if PLAYED else "")
IDP_OIDC_ADAPTER = "motcua.sites.security.provider.CityProvider"
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 600
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 8 * 3600
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_ROTATE_REFRESH_TOKEN = True
CACHES = {"default": {"BACKEND": "motcua.city.security.kept.SharedNotes"}}
# ---- sign-on: end ----

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": config.text("MOTCUA_LOG_LEVEL", "INFO")},
}
SILENCED_SYSTEM_CHECKS = ["models.W042"]
