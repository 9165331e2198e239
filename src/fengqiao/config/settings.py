"""One settings file, read from the environment; a wrong value stops the start."""

from pathlib import Path
from urllib.parse import unquote

import environ

env = environ.Env()

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(env("FENGQIAO_HOME", default=str(ROOT / "var")))
ENVIRONMENT = env("FENGQIAO_ENV", default="development")
DEBUG = False
SECRET_KEY = env("FENGQIAO_SECRET_KEY", default="development-only-" + "x" * 40)
ALLOWED_HOSTS = env.list("FENGQIAO_HOSTS", default=["127.0.0.1", "localhost", "testserver"])

KERNEL = [
    "places", "privacy", "parameters", "search", "queue", "journal", "identity",
    "casework", "paperwork", "measures", "exchange", "ui", "module",
]  # fmt: skip
BUSINESS: list[str] = []  # the one list that names the lines of work
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials",
    "django_cotton",
    "django_filters",
    *[f"fengqiao.kernel.{room}" for room in KERNEL],
    *[f"fengqiao.business.{area}" for area in BUSINESS],
]

_url = env("DATABASE_URL", default="postgres:///fengqiao")


def _database(url: str) -> dict[str, object]:
    found = environ.Env.db_url_config(url)
    return {**found, "HOST": unquote(found["HOST"]), "ATOMIC_REQUESTS": False}  # a socket folder is written %2Frun


DATABASES = {"default": _database(_url)}
for _alias in ("owner", "sequencer", "loader"):
    if _role := env(f"DATABASE_{_alias.upper()}_URL", default=""):
        DATABASES[_alias] = _database(_role)

AUTH_USER_MODEL = "identity.User"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
ROOT_URLCONF = "fengqiao.config.urls"
