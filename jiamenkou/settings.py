"""The composition. Every environment variable read here is explained in docs/operate.md."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.environment import hours_of, mail_server
from jiamenkou.lib.home import home, kept_secret
from jiamenkou.lib.postgres import database_url

PACKAGE = Path(__file__).parent
DEBUG = os.environ.get("JIAMENKOU_DEBUG") == "1"
SECRET_KEY = os.environ.get("JIAMENKOU_SECRET_KEY") or kept_secret("secret-key")
ALLOWED_HOSTS = os.environ.get("JIAMENKOU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
JIAMENKOU_TILES_URL = os.environ.get("JIAMENKOU_TILES_URL", "")
JIAMENKOU_TILES_CRS = os.environ.get("JIAMENKOU_TILES_CRS", "wgs84")
JIAMENKOU_SMS = os.environ.get("JIAMENKOU_SMS", "jiamenkou.lib.sms.console")
JIAMENKOU_METRICS_TOKEN = os.environ.get("JIAMENKOU_METRICS_TOKEN", "")
QUIET_HOURS = hours_of(os.environ.get("JIAMENKOU_QUIET_HOURS", "22:00-07:00"))
BAD_RATING_DAYS = int(os.environ.get("JIAMENKOU_BAD_RATING_DAYS", "5"))
SCANNER = os.environ.get("JIAMENKOU_SCANNER", "jiamenkou.services.scanning.nobody")
JIAMENKOU_DEMO = os.environ.get("JIAMENKOU_DEMO") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "jiamenkou.web",
    "jiamenkou.audit",
    "jiamenkou.places",
    "jiamenkou.people",
    "jiamenkou.notices",
    "jiamenkou.rota",
    "jiamenkou.services",
    "jiamenkou.hall",
    "jiamenkou.jobs",
    "jiamenkou.siting",
    "jiamenkou.cockpit",
    "jiamenkou.demo",
]
MIDDLEWARE = [
    "jiamenkou.web.observing.observed",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jiamenkou.web.middleware.security_headers",
    "jiamenkou.web.middleware.bodies_are_bounded",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jiamenkou.people.middleware.sessions_end",
    "jiamenkou.web.middleware.refusals",
    "jiamenkou.people.middleware.roles_are_used",
]
ROOT_URLCONF = "jiamenkou.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiamenkou.web.context.shell",
                "jiamenkou.notices.context.inbox",
            ],
            "builtins": ["jiamenkou.web.templatetags.shell"],
        },
    },
]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SECOND_FACTOR = os.environ.get("JIAMENKOU_SECOND_FACTOR", "1") == "1"
OIDC_ISSUER = os.environ.get("JIAMENKOU_OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("JIAMENKOU_OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("JIAMENKOU_OIDC_CLIENT_SECRET", "")
OIDC_LABEL = os.environ.get("JIAMENKOU_OIDC_LABEL", "")
OIDC_STAFF_CLAIM = os.environ.get("JIAMENKOU_OIDC_STAFF_CLAIM", "")
OIDC_ASKS_TWICE = os.environ.get("JIAMENKOU_OIDC_ASKS_TWICE") == "1"
SESSION_ENGINE = "jiamenkou.people.sessions"
SESSION_COOKIE_AGE = 60 * int(os.environ.get("JIAMENKOU_IDLE_MINUTES", "30"))
MOST_SECONDS = 3600 * int(os.environ.get("JIAMENKOU_SESSION_HOURS", "12"))
RESIDENT_IDLE_SECONDS = 60 * int(os.environ.get("JIAMENKOU_RESIDENT_IDLE_MINUTES", "10080"))
RESIDENT_MOST_SECONDS = 3600 * int(os.environ.get("JIAMENKOU_RESIDENT_SESSION_HOURS", "720"))
SECURE_COOKIES = os.environ.get("JIAMENKOU_HTTPS") == "1"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_COOKIES else 0
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("JIAMENKOU_ORIGINS", "").split(",") if origin
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MOST_BODY_BYTES = 600 * 1024 * 1024
SMALLER_BODIES = {"/cases/": 21 * 1024 * 1024}
"""Less than that, by where an address begins: scans of papers have up to 20 MB."""
API_A_MINUTE = int(os.environ.get("JIAMENKOU_API_A_MINUTE", "600"))
API_STRANGERS_A_MINUTE = int(os.environ.get("JIAMENKOU_API_STRANGERS_A_MINUTE", "60"))
APPOINTMENTS_A_PHONE = int(os.environ.get("JIAMENKOU_APPOINTMENTS_A_PHONE", "2"))

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = os.environ.get("JIAMENKOU_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jiamenkou.web.storage.Static"},
}
MEDIA_ROOT = home() / "files"

PERSON_PARTS = [
    "jiamenkou.people.about.part",
    "jiamenkou.notices.about.part",
    "jiamenkou.rota.about.part",
    "jiamenkou.hall.about.part",
    "jiamenkou.services.about.part",
]
"""What each app keeps about a person: dotted names of `people.parts.Part`, one line an app."""
RUNNING_CLOCKS: list[str] = [
    "jiamenkou.services.clocks.CASES",
    "jiamenkou.services.clocks.BAD_RATINGS",
]
"""Deadlines that the calendar moves: dotted names of `places.clocks.Clocks`, one line a sort."""
globals().update(mail_server(os.environ.get("JIAMENKOU_MAIL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("JIAMENKOU_MAIL_FROM", "jiamenkou@localhost")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "actions"
PROCRASTINATE_IMPORT_PATHS = ["jiamenkou.schedule"]
PROCRASTINATE_ON_APP_READY = "jiamenkou.jobs.faults.keep_faults"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "jiamenkou.lib.logs.Lines"},
        "json": {"()": "jiamenkou.lib.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if os.environ.get("JIAMENKOU_LOG_FORMAT") == "json" else "line",
        }
    },
    "loggers": {
        "numba": {"level": "WARNING"},
        "procrastinate.blueprints": {"level": "WARNING"},
        "axes": {"level": "ERROR"},  # it would name who signs in, and from where
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # refusals are in the line of their request
    },
    "root": {"handlers": ["console"], "level": os.environ.get("JIAMENKOU_LOG_LEVEL", "WARNING")},
}
