"""Settings of the installation. Everything that differs between cities comes from the environment."""

from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from motcua.project import config
from motcua.sites.shell.signon.claims import CLAIM_NAMES

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
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "motcua.foundation",
    "motcua.city",
    "motcua.city.acting",
    "motcua.city.reform",
    "motcua.city.hall",
    "motcua.city.mobile",
    "motcua.records",
    "motcua.records.scanning",
    "motcua.records.registers",
    "motcua.records.registers.importing",
    "motcua.records.wallet",
    "motcua.records.contests",
    "motcua.records.quality",
    "motcua.records.privacy",
    "motcua.records.books",
    "motcua.exchange",
    "motcua.exchange.publishing",
    "motcua.exchange.dialogue",
    "motcua.exchange.bodies",
    "motcua.exchange.post",
    "motcua.exchange.data_services",
    "motcua.money",
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
    "motcua.insight.privacy",
    "motcua.sites.shell",
    "motcua.sites.portal",
    "motcua.sites.portal.assisted",
    "motcua.sites.portal.offline",
    "motcua.sites.wallet",
    "motcua.sites.privacy",
    "motcua.sites.desk",
    "motcua.sites.console",
    "motcua.sites.editor",
    "motcua.sites.review",
    "motcua.sites.authority",
    "motcua.sites.reform",
    "motcua.sites.bodies",
    "motcua.sites.public",
    "motcua.sites.territory",
    "motcua.sites.data_services",
    "motcua.sites.extracts",
    "motcua.sites.registers",
    "motcua.sites.dialogue",
    "motcua.sites.hall",
    "motcua.sites.scanning",
    "motcua.sites.ways",
    "motcua.sites.books",
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
# Bodies outside (police, insurance, tax …): where each takes messages, and the folder of the secrets shared with them.
BODIES = {
    "ADDRESSES": config.addresses("MOTCUA_BODIES"),
    "SECRETS": config.folder("MOTCUA_BODY_SECRETS") or str(DATA),
    "PLAYED_AT": f"{SANDBOX_URL}/bodies" if PLAYED else "",
}
# Pictures of reception counters come from the city's video gateway only; it checks the signature of each look.
CAMERA_GATEWAY = config.text("MOTCUA_CAMERA_GATEWAY", SANDBOX_URL if PLAYED else "")
CAMERA_SECRET = config.text("MOTCUA_CAMERA_SECRET", config.kept_secret(DATA, "camera"))
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
                    "acr_values": "LoA2",
                    # Our claim name -> the provider's: the official names are told when a city connects.
                    "claims": config.pairs("MOTCUA_OIDC_CLAIMS", CLAIM_NAMES),
                },
            }
        ]
    }
}
# ---- sign-on: end ----

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": config.text("MOTCUA_LOG_LEVEL", "INFO")},
}
SILENCED_SYSTEM_CHECKS = ["models.W042"]
