"""Django's settings, made from the table in `configuration`; secure unless the table says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from customerhero.web.configuration import data_folder, mail_server, number, origin, several, switched_on, value
from customerhero.web.keys import secret_key

HERE = Path(__file__).parent
DATA = data_folder()
LAKE = DATA / "lake"
UPLOADS = DATA / "uploads"

SECRET_KEY = value("SECRET_KEY") or secret_key(DATA)
UPLOADS.mkdir(mode=0o700, parents=True, exist_ok=True)
DEBUG = switched_on("DEBUG")
DEMO = switched_on("DEMO")
COMPANY = value("COMPANY")
PEOPLE_RESULTS = switched_on("PEOPLE_RESULTS")
UPLOAD_LIMIT = number("UPLOAD_LIMIT_MB") * 1_000_000
UPLOADS_AN_HOUR = number("UPLOADS_AN_HOUR")
PERSON_STORAGE = number("PERSON_STORAGE_MB") * 1_000_000
LEAST_FREE = number("LEAST_FREE_MB") * 1_000_000
JOB_MINUTES = {kind: number(f"{kind}_MINUTES") for kind in ("IMPORT", "AGENDA")}
JOB_MEGABYTES = {kind: number(f"{kind}_MEMORY_MB") for kind in ("IMPORT", "AGENDA")}
FOLDERS = several("FOLDERS")
BACKUPS = value("BACKUPS")
BACKUPS_KEPT = max(1, number("BACKUPS_KEPT"))
METRICS_TOKEN = value("METRICS_TOKEN")
PATIENCE = number("PATIENCE")
ADDRESS_LIMIT = number("ADDRESS_LIMIT")
ACCESS_LOG = switched_on("ACCESS_LOG")
TRAIL_LOG = switched_on("TRAIL_LOG")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *several("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = several("ORIGINS")
ROOT_URLCONF = "customerhero.web.urls"
WSGI_APPLICATION = "customerhero.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

INSTALLED_APPS = [
    "customerhero.web.look",
    "customerhero.web.people",
    "customerhero.web.jobs",
    "customerhero.web.runs",
    "customerhero.web.sources",
    "customerhero.web.backups",
    "customerhero.web.customers",
    "customerhero.web.friction",
    "customerhero.web.heroes",
    "customerhero.web.losses",
    "customerhero.web.voice",
    "customerhero.web.desk",
    "customerhero.web.serving",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "auditlog",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "customerhero.web.serving.headers.with_headers",
    "customerhero.web.serving.health.machines_first",
    "customerhero.web.serving.watching.watched",
    "customerhero.web.serving.full_disk.NoRoom",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "customerhero.web.look.texts.TextsOnly",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "customerhero.web.people.middleware.own_ways",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "customerhero.web.people.second_step_pages.SecondStepFirst",
    "customerhero.web.people.audit.WithActor",
    "django_htmx.middleware.HtmxMiddleware",
    "customerhero.web.runs.trouble.LakeTrouble",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "customerhero.web.look.surroundings.surroundings",
            ],
            "builtins": ["customerhero.web.look.templatetags.look", "customerhero.web.look.templatetags.tables"],
        },
    }
]

FORM_RENDERER = "customerhero.web.look.forms.OurForms"

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at the start, so that nobody fails half way.
_SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "hero.sqlite3",
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000"
        ),
    },
}
DATABASES = {
    "default": dj_database_url.parse(value("DATABASE_URL"), conn_max_age=60, conn_health_checks=True)
    if value("DATABASE_URL")
    else _SQLITE
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # what is counted there must not be thrown out by counting many others
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # what is told of finished runs never changes: each process keeps its own
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 200}},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}  # jobs name their lane (jobs.lanes)

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "customerhero.web.people.passwords.HardToGuess"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "customerhero.web.people.adapters.ByInvitation"
SOCIALACCOUNT_ADAPTER = "customerhero.web.people.adapters.BySingleSignOn"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/5m/key,20/5m/ip",  # the key is an account together with an address
    "login_account": "100/h/key",
    "reset_password": "5/m/ip",
    "way_in": "5/m/ip",
    "mail": "5/h/key",
    "unknown_mail": "1/d/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES")
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Customer Hero"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_ADAPTER = "customerhero.web.people.second_step.SealedSecondStep"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OIDC_DOMAINS = [domain.lower().removeprefix("@") for domain in several("OIDC_DOMAINS")]
OIDC_TRUST_ADDRESSES = switched_on("OIDC_TRUST_ADDRESSES")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "provider_class": "customerhero.web.people.vouching.CarefulProvider",
        "APPS": [
            {
                "provider_id": "sso",
                "name": value("OIDC_NAME"),
                "client_id": value("OIDC_CLIENT_ID"),
                "secret": value("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": value("OIDC_URL")},
            }
        ]
        if value("OIDC_URL")
        else [],
    }
}

_MAIL = mail_server(value("MAIL_URL"))
MAIL_IS_SET_UP = bool(_MAIL.host)
EMAIL_BACKEND = (
    "customerhero.web.people.mailing.BehindThePage"
    if MAIL_IS_SET_UP
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL = _MAIL.secure
EMAIL_USE_TLS = not _MAIL.secure and _MAIL.host not in ("localhost", "127.0.0.1")  # a relay of this machine has none
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = value("MAIL_FROM")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

LANGUAGE_CODE = value("LANGUAGE")
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = value("TIME_ZONE") or "UTC"
USE_TZ = USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": UPLOADS}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = UPLOADS
FILE_UPLOAD_HANDLERS = ["customerhero.web.people.small_files.SmallFiles"]
FILE_UPLOAD_TEMP_DIR = UPLOADS
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # browsers hold a form's redirects to this too: the way to the provider's sign-in page
        "form-action": [SELF, *filter(None, [origin(value("OIDC_URL"))])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# no other host of the domain can set a cookie of such a name
COOKIE_PREFIX = "__Host-" if switched_on("HTTPS") else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
MESSAGE_STORAGE = "customerhero.web.serving.cookies.Messages"
SESSION_ENGINE = "customerhero.web.people.session_store"
# at least one, or nobody could stay; at most ten years, which cookies and calendars can count
SESSION_IDLE_SECONDS = min(max(number("SESSION_IDLE_HOURS"), 1), 87_600) * 3600
SESSION_COOKIE_AGE = min(max(number("SESSION_DAYS"), 1), 3_650) * 24 * 3600
if switched_on("HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

AUDITLOG_DISABLE_REMOTE_ADDR = False
AUDITLOG_USE_FK_STRING_REPRESENTATION = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without-tokens": {"()": "customerhero.web.people.discreet.WithoutTokens"},
        "without-values": {"()": "customerhero.web.jobs.discreet.WithoutValues"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "bare": {"format": "{message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without-values", "without-tokens"],
        },
        "access": {"class": "logging.StreamHandler", "formatter": "bare"},
    },
    "loggers": {
        "customerhero.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        "customerhero.trail": {"handlers": ["access"], "level": "INFO", "propagate": False},
        # its lines hold addresses, and addresses hold links and searches; ours tell the page's name
        "django.request": {"level": "ERROR"},
        # whoever knocks with a foreign name gets 400; a traceback for each would fill the log
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
