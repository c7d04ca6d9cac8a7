"""One settings file for every installation; what differs comes from the environment.

Every secret may also come from a file (`SECRET_KEY_FILE`, `DATABASE_URL_FILE`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf.locale import LANG_INFO
from environs import FileAwareEnv

from mourafaka import data_folder

try:
    # The SQLite of most systems is inside the range of the WAL-reset corruption bug; the wheel's is not.
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
except ImportError:  # not Linux x86-64: `mourafaka doctor` warns when the system's build is an old one
    pass

env = FileAwareEnv()

PACKAGE = Path(__file__).resolve().parent
DATA_FOLDER = data_folder.find()
DATA_FOLDER.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("MOURAFAKA_DEMO", False)  # role switcher, one-time links, “synthetic data” on every page
# The day the demonstration stands at; elsewhere the clock is the real one.
DEMONSTRATION_DAY = env.date("MOURAFAKA_DAY", None) if DEMO else None
SECRET_KEY = env.str("SECRET_KEY", None) or data_folder.secret(DATA_FOLDER, "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000")
# The number the CNDP gave to the declaration of treatments (law 09-08), shown on the register.
PRIVACY_RECEIPT = env.str("PRIVACY_RECEIPT", "")
HTTPS = env.bool("HTTPS", PUBLIC_URL.startswith("https:"))

INSTALLED_APPS = [
    "mourafaka.cli",
    "mourafaka.api",
    "mourafaka.portal",
    "mourafaka.press",
    "mourafaka.results",
    "mourafaka.coaching",
    "mourafaka.training",
    "mourafaka.plans",
    "mourafaka.diagnosis",
    "mourafaka.enrolment",
    "mourafaka.selection",
    "mourafaka.appeals",
    "mourafaka.instruction",
    "mourafaka.applying",
    "mourafaka.calls",
    "mourafaka.registry",
    "mourafaka.territory",
    "mourafaka.people",
    "mourafaka.foundations.imports",
    "mourafaka.foundations.notices",
    "mourafaka.foundations.privacy",
    "mourafaka.foundations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "template_partials.apps.SimpleAppConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mourafaka.foundations.i18n.SpokenMiddleware",
    "mourafaka.foundations.middleware.ClosedByDefaultMiddleware",
    "mourafaka.people.middleware.SecondFactorMiddleware",
    "mourafaka.foundations.middleware.DoorMiddleware",
    "mourafaka.foundations.privacy.accesses.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "mourafaka.foundations.middleware.RefusedMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mourafaka.urls"
WSGI_APPLICATION = "mourafaka.wsgi.application"

# Written by hand: partials outermost, then the cache, then cotton (both libraries would otherwise wrap each
# other in an order that loses one of them).
_LOADERS: list = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "mourafaka.foundations.templatetags.formats",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mourafaka.foundations.context.site",
                "mourafaka.portal.context.navigation",
            ],
        },
    }
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_FOLDER / 'mourafaka.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: deferred transactions answered 834 of 960 concurrent payments with an error, immediate ones
    # none; synchronous=NORMAL lost acknowledged commits in 684 of 1,000 simulated power cuts, FULL in none.
    DATABASES["default"]["ENGINE"] = "mourafaka.foundations.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "cached_statements": 2000,  # with the default of 128 they were prepared over and over
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening SQLite anew cost 1.5 ms of every page
# In the memory of each worker: holds public pages, under a version that changes with what they show.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"

ACCOUNT_ADAPTER = "mourafaka.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code sent by e-mail is the verification
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mourafaka"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [
    ("fr", "Français"),
    ("ar", "العربية"),
    ("zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),  # these three on public pages only, see foundations.i18n
    ("es", "Español"),
    ("en", "English"),
]
LANG_INFO["zgh"] = {
    "bidi": False,
    "code": "zgh",
    "name": "Standard Moroccan Amazigh",
    "name_local": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
}
LOCALE_PATHS = [PACKAGE / "locale"]
# Offered once no word of its pages is missing: only then does tools/catalogues.py compile it. English has no catalogue.
LANGUAGES = [
    (code, name)
    for code, name in LANGUAGES
    if code == "en" or (LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.mo").exists()
]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = "Africa/Casablanca"
FORMAT_MODULE_PATH = ["mourafaka.foundations.locale_formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
# The wheel carries a collected folder (hashed, compressed); a clone serves the sources themselves.
_COLLECTED = PACKAGE / "staticfiles"
STATIC_ROOT = env.str("STATIC_ROOT", str(_COLLECTED) if _COLLECTED.exists() else None)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_FOLDER / "files"  # never served by URL: files go through views that ask the rules
FILE_UPLOAD_PERMISSIONS = 0o600
CLAMD = env.str(
    "CLAMD", ""
)  # unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310; without one files are unchecked
DATA_UPLOAD_MAX_NUMBER_FILES = 200
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# A clone or a laptop keeps its letters in a folder; a real installation names its server.
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", f"file:///{DATA_FOLDER / 'outbox'}")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL_CONFIG.get("EMAIL_FILE_PATH") or str(DATA_FOLDER / "outbox")
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Mourafaka <ne-pas-repondre@localhost>")

# By which way notices leave, channel=dotted.path,…; without one they are files in DATA_FOLDER/outbox.
NOTICE_GATEWAYS: dict[str, str] = env.dict("NOTICE_GATEWAYS", {})
SMS_HTTP = {  # for NOTICE_GATEWAYS=sms=mourafaka.foundations.gateways.HttpSms
    "url": env.str("SMS_URL", ""),
    "fields": env.json("SMS_FIELDS", {}),
    "headers": env.json("SMS_HEADERS", {}),
    "json": env.bool("SMS_JSON", False),
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What makes titles comparable across languages: the multilingual model where it is installed (extra "stories").
PRESS_EMBEDDER = env.str("PRESS_EMBEDDER", "mourafaka.engine.press.embedding.best_embedder")
# Between two requests to one newspaper. Loopback is for the tests' own newspaper, and refused elsewhere at start.
PRESS_PAUSE_SECONDS = env.float("PRESS_PAUSE_SECONDS", 5)

SILENCED_SYSTEM_CHECKS = ["axes.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
