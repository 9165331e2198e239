"""One settings file, read from the environment (secrets also from *_FILE); a wrong or unknown value stops the start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from fengqiao.config import logs, postgres, roles

KNOWN = {
    "FENGQIAO_HOME": "the folder of data, files and keys",
    "FENGQIAO_ENV": "development or production",
    "FENGQIAO_SECRET_KEY": "signs sessions",
    "FENGQIAO_HOSTS": "the host names of the service, separated by commas",
    "FENGQIAO_ORIGINS": "https origins of a proxy, separated by commas",
    "FENGQIAO_KEY_FILE": "the file of the master keys",
    "FENGQIAO_CIPHER": "SM4-GCM or AES-GCM",
    "FENGQIAO_POOL": "database connections of one process",
    "FENGQIAO_WORKER": "inside: the web process also works the queue and the feed; outside: fengqiao worker does",
    "FENGQIAO_PUBLIC_URL": "the address that QR codes on papers name",
    "FENGQIAO_PASSWORD_DAYS": "after how many days a password must be changed",
    "FENGQIAO_IDLE_MINUTES": "after how many minutes without a request a session ends",
    "FENGQIAO_JOBS": "jobs a worker runs at the same time",
    "FENGQIAO_DEMO": "on: an empty office is filled with the demonstration; off: it stays empty",
    "FENGQIAO_LOG": "lines for people or json for machines",
    "FENGQIAO_TEST_NAME": "tests: the name in their databases",
    "FENGQIAO_TEST_SERVER": "tests: the superuser's address of the server to use",
}


def _refuse_unknown() -> None:
    """A misspelt variable would silently leave a default in force."""
    for name in os.environ:
        if name.startswith("FENGQIAO_") and name not in KNOWN and name.removesuffix("_FILE") not in KNOWN:
            raise ImproperlyConfigured(f"unknown setting {name}; known are {', '.join(KNOWN)}")


def _one_of(name: str, *values: str) -> str:
    value: str = env(name, default=values[0])
    if value not in values:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(values)}, not {value!r}")
    return value


_refuse_unknown()
env = environ.FileAwareEnv()

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(env("FENGQIAO_HOME", default=str(ROOT / "var"))).absolute()
ENVIRONMENT = _one_of("FENGQIAO_ENV", "development", "production")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = False

if PRODUCTION and (
    lacking := [
        name
        for name in (
            "FENGQIAO_SECRET_KEY",
            "FENGQIAO_HOSTS",
            "DATABASE_URL",
            *(f"DATABASE_{alias}_URL" for alias in ("OWNER", "SEQUENCER", "LOADER")),
        )
        if not env(name, default="")
    ]
):
    raise ImproperlyConfigured(f"production needs {', '.join(lacking)}")


def _secret() -> str:
    """Given, else the one that `fengqiao up` made in the home; a development tool that serves nobody needs none."""
    kept = HOME / "secret.key"
    return env("FENGQIAO_SECRET_KEY", default="") or (
        kept.read_text() if kept.exists() else "serves-nobody-" + "x" * 40
    )


SECRET_KEY = _secret()
ALLOWED_HOSTS = env.list("FENGQIAO_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("FENGQIAO_ORIGINS", default=[])
PUBLIC_URL = env("FENGQIAO_PUBLIC_URL", default="")
CIPHER = _one_of("FENGQIAO_CIPHER", "SM4-GCM", "AES-GCM")
KEY_FILE = env("FENGQIAO_KEY_FILE", default="")
WORKER_JOBS = env.int("FENGQIAO_JOBS", default=2)
DEMONSTRATION = not PRODUCTION and _one_of("FENGQIAO_DEMO", "on", "off") == "on"
WORKER_INSIDE = (
    _one_of("FENGQIAO_WORKER", *(("outside", "inside") if PRODUCTION else ("inside", "outside"))) == "inside"
)

# --- the house

KERNEL = [
    "places", "privacy", "parameters", "search", "queue", "journal", "identity",
    "casework", "paperwork", "measures", "exchange", "sync", "notice", "ui", "module",
]  # fmt: skip
BUSINESS = ["mediation", "offices"]  # the one list that names the lines of work
INSIGHT = ["fengqiao.insight"]
SURFACES = ["workbench", "mobile", "api", "portal"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_structlog",
    *[f"fengqiao.kernel.{room}" for room in KERNEL],
    *[f"fengqiao.business.{area}" for area in BUSINESS],
    *INSIGHT,
    *[f"fengqiao.surfaces.{surface}" for surface in SURFACES],
]

# --- databases: the application's role, and the three that do what it may not

EMBEDDED = not env("DATABASE_URL", default="")
ALIASES = {"default": roles.APP, "owner": roles.OWNER, "sequencer": roles.SEQUENCER, "loader": roles.LOADER}


def _database(alias: str, role: str) -> dict[str, Any]:
    """One alias: its own address, else that of DATABASE_URL as another user, else the embedded server.

    A DATABASE_URL with a login of its own (a superuser, a member of all roles) takes each role when it connects.
    """
    given = env("DATABASE_URL" if alias == "default" else f"DATABASE_{alias.upper()}_URL", default="")
    found = environ.Env.db_url_config(given or env("DATABASE_URL", default="") or postgres.url(HOME, role))
    options = dict(found.get("OPTIONS", {}))
    if found["USER"] in ALIASES.values():
        found["USER"] = role if not given else found["USER"]
    elif not PRODUCTION:
        options["options"] = f"-c role={role}"
    if alias == "default":
        options["pool"] = {"min_size": 1, "max_size": env.int("FENGQIAO_POOL", default=12), "timeout": 10}
        # planned once, not at every request: under Row Level Security planning costs more than most answers
        options |= {"server_side_binding": True, "prepare_threshold": 2}
    return {**found, "HOST": unquote(found["HOST"]), "OPTIONS": options}  # a socket folder is written %2Frun


DATABASES = {alias: _database(alias, role) for alias, role in ALIASES.items()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # shared by all processes: the limits on sign-in count everywhere
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "fengqiao_cache",
    }
}

# --- requests

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fengqiao.kernel.identity.middleware.seated",
]
ROOT_URLCONF = "fengqiao.config.urls"
ASGI_APPLICATION = "fengqiao.config.asgi.application"
_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the component library draws its marks as data
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "fengqiao_session", "fengqiao_csrf"
SESSION_COOKIE_AGE = 12 * 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- people

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "fengqiao.kernel.identity.passwords.ThreeClasses"},
    {"NAME": "fengqiao.kernel.identity.passwords.NotTheAccount"},
]
PASSWORD_DAYS = env.int("FENGQIAO_PASSWORD_DAYS", default=90)
IDLE_MINUTES = env.int("FENGQIAO_IDLE_MINUTES", default=30)
LOGIN_REDIRECT_URL = "/"
VISITOR_URL = "portal:ask"  # where people without an account show number and query code
ACCOUNT_ADAPTER = "fengqiao.kernel.identity.accounts.Accounts"
MFA_ADAPTER = "fengqiao.kernel.identity.accounts.Codes"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # an office reaches its people by phone
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/10m/key,60/m/ip", "reauthenticate": "10/m/user"}
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_ISSUER = "枫桥"

# --- language, time, files, logs

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
LOGGING = logs.logging_settings(_one_of("FENGQIAO_LOG", "lines", "json"))
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
