"""Settings of the Django project, made in code: nobody who runs a federation writes a file of them.

Rules of this module: nothing here names a database, because there is none; the policy for content
allows what the pages need and nothing else; the secret key is made once, in the federation's keys.
Not here: addresses of pages (``urls``), serving (``serving``).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings

ROOM = Path(__file__).parent

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")

_SELF, _NONE = "'self'", "'none'"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_NONE],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF, "data:"],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": [_NONE],
        "base-uri": [_NONE],
    }
}
"""What a page may load and do; checked on every page by the tests."""

FORM_WITH_FILE_MAX_BYTES = 1_900_000
"""A larger form that carries a file is read without the file; parts of records are the largest."""

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "commonweal.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "commonweal.web.middleware.failures",
    "commonweal.web.middleware.signed_in",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]


def languages() -> list[tuple[str, str]]:
    """Return the languages there are translations for; English needs none."""
    names = {"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français"}
    found = sorted(one.parent.parent.name for one in ROOM.glob("locale/*/LC_MESSAGES/django.mo"))
    return [("en", names["en"]), *((code, names.get(code, code)) for code in found)]


def described(secret_key: str, hosts: Sequence[str], *, https: bool) -> dict[str, Any]:
    """Describe the project to Django.

    Args:
        secret_key: signs messages and forms.
        hosts: names under which the site is reached.
        https: whether browsers reach it by HTTPS, so that cookies never travel in the clear.
    """
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOM / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
    return {
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": [*LOCAL_HOSTS, *hosts],
        "CSRF_TRUSTED_ORIGINS": [f"https://{host}" for host in hosts if host != "*"],
        "DATABASES": {},
        "ROOT_URLCONF": "commonweal.web.urls",
        "INSTALLED_APPS": ["django.contrib.staticfiles", "django.contrib.messages", "csp"],
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [templates],
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [ROOM / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_MAX_AGE": 3600,
        "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
        "LANGUAGE_CODE": "en",
        "LANGUAGES": languages(),
        "LOCALE_PATHS": [ROOM / "locale"],
        "FORMAT_MODULE_PATH": "commonweal.web.formats",
        "USE_THOUSAND_SEPARATOR": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2_000_000,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 3000,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": FORM_WITH_FILE_MAX_BYTES,
        **_secured(https=https),
    }


def _secured(*, https: bool) -> dict[str, Any]:
    return {
        "CONTENT_SECURITY_POLICY": CONTENT_SECURITY_POLICY,
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_COOKIE_AGE": None,
        "CSRF_FAILURE_VIEW": "commonweal.web.faults.forged",
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SILENCED_SYSTEM_CHECKS": [],
    }


def configure(secret_key: str, hosts: Sequence[str] = (), *, https: bool = False) -> None:
    """Set Django up, once in a process; a second call changes nothing.

    Args:
        secret_key: signs messages and forms.
        hosts: names under which the site is reached, besides this machine's own.
        https: whether browsers reach it by HTTPS.
    """
    if settings.configured:
        return
    settings.configure(**described(secret_key, hosts, https=https))
    django.setup()


def secret_key(home: Path) -> str:
    """Return the key in ``keys/web.key`` of a federation's folder, made when it is missing.

    Raises:
        OSError: when it can be neither read nor made.
    """
    path = home / "keys" / "web.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(file, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="ascii").strip()
