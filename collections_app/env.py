"""What the environment says, read once, typed, and refused loudly when it makes no sense."""

import contextlib
import os
import re
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from collections_app.servers.joining import make_open, redis_url, server_under

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 50
IMAP_SCHEMES = ("imaps", "imap+tls", "imap")
MAIL_PROVIDERS = ("mailgun", "postmark", "sparkpost")
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl", "smtps", "filemail", "consolemail")

read = environ.Env()
environ.Env.read_env(ROOT / ".env", overwrite=False)


def _text(name: str, default: str = "") -> str:
    """An empty value counts as none: compose files pass on what is not set as empty."""
    return read.str(name, default="").strip() or default


def _program() -> str:
    """What runs here, as the audit names it: "tick", "celery", "gunicorn"."""
    called = Path(sys.argv[0])
    if called.name == "manage.py":
        return next(iter(sys.argv[1:]), "manage")
    return called.parent.name if called.stem == "__main__" else called.stem


def _web_address(name: str, default: str) -> str:
    value = _text(name, default).rstrip("/")
    if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
        raise ImproperlyConfigured(f"{name} must be an address like https://dunwell.example.com.")
    return value


def _port(name: str, default: int) -> int:
    value = _text(name, str(default))
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise ImproperlyConfigured(f"{name} must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def _switch(name: str, default: str = "off") -> bool:
    """Django-environ reads every unknown word as false; a typing error must not switch anything."""
    value = _text(name, default).lower()
    if value not in {"on", "off", "true", "false", "1", "0", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
    return value in {"on", "true", "1", "yes"}


def _url(name: str, schemes: tuple[str, ...]) -> str:
    value = _text(name)
    if value and urlsplit(value).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must start with one of: {', '.join(schemes)}.")
    return value


def _installation_id() -> str:
    """Which installation this is: a database that knows another one sends nothing from here."""
    return _text("INSTALLATION_ID") or _kept_secret(VAR / "installation_id")


def _secret_key() -> str:
    given = _text("SECRET_KEY")
    if not PRODUCTION:
        return given or _kept_secret(VAR / "secret_key")
    if len(given) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be set to {SHORTEST_SECRET} or more random characters; make them "
            'with: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return given


def _twilio_token() -> str:
    """Whoever may sign with an empty token may say anything in Twilio's name."""
    token = _text("TWILIO_AUTH_TOKEN")
    if PRODUCTION and TWILIO_ACCOUNT_SID and not token:
        raise ImproperlyConfigured(
            "TWILIO_AUTH_TOKEN must be set where TWILIO_ACCOUNT_SID is: its console shows both."
        )
    return token


def _mail_provider() -> str:
    """Whoever may call its webhooks unchecked may say of any mail what they like."""
    name = _text("MAIL_PROVIDER").lower()
    if name and name not in MAIL_PROVIDERS:
        raise ImproperlyConfigured(f"MAIL_PROVIDER must be one of: {', '.join(MAIL_PROVIDERS)}.")
    if name and not re.fullmatch(r"[^:\s]+:\S{20,}", _text("MAIL_WEBHOOK_SECRET")):
        raise ImproperlyConfigured(
            "MAIL_WEBHOOK_SECRET must be set where MAIL_PROVIDER is: a name, a colon and 20 or "
            "more random characters, as the provider sends them with each call."
        )
    if name == "mailgun" and not _text("MAIL_SIGNING_KEY"):
        raise ImproperlyConfigured(
            "MAIL_SIGNING_KEY must be set for Mailgun: its console shows it beside the webhooks."
        )
    return name


def _count(name: str, default: int, *, least: int) -> int:
    value = _text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a number from {least} on, not {value!r}.")
    return int(value)


def _rate(name: str) -> int:
    """So many a minute; 0 where no limit is set."""
    value = _text(name, "0")
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a number of messages a minute, not {value!r}.")
    return int(value)


def _kept_secret(file: Path) -> str:
    """A secret of this machine's own, made once: it outlives a restart."""
    if not file.exists():
        draft = file.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(SHORTEST_SECRET))
        # A link, unlike a rename, leaves the secret of a quicker process alone.
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()
    return file.read_text()


VAR = Path(_text("VAR_DIR", str(ROOT / "var"))).absolute()
make_open(VAR)
DEBUG = _switch("DEBUG")

DATABASE_URL = _url("DATABASE_URL", ("postgres", "postgresql"))
REDIS_URL = _url("REDIS_URL", ("redis", "rediss", "redis+socket", "unix"))
SENDING = _switch("SENDING", "on")
INSTALLATION_ID = _installation_id()
PROGRAM = re.sub(r"[^\w-]", "", _program())
PRODUCTION = bool(DATABASE_URL) and not DEBUG
SECRET_KEY = _secret_key()

POSTGRES = server_under(VAR, "postgres")
VALKEY = server_under(VAR, "valkey")
EMBEDDED = [server for server, url in [(POSTGRES, DATABASE_URL), (VALKEY, REDIS_URL)] if not url]
BROKER_URL = REDIS_URL or redis_url(VALKEY)
CACHE_URL = BROKER_URL.replace("redis+socket://", "unix://")  # the same server, as redis-py says it

PORT = _port("PORT", 8000)
PUBLIC_BASE_URL = _web_address("PUBLIC_BASE_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = _text("ALLOWED_HOSTS", str(urlsplit(PUBLIC_BASE_URL).hostname)).split(",")

PROXIES = _count("PROXIES", int(PUBLIC_BASE_URL.startswith("https://")), least=0)
SESSION_IDLE_MINUTES = _count("SESSION_IDLE_MINUTES", 30, least=1)
SESSION_HOURS = _count("SESSION_HOURS", 12, least=1)

MAIL_LOG = _text("MAIL_LOG")
EMAIL_URL = _url("EMAIL_URL", MAIL_SCHEMES)
MAIL_PROVIDER = _mail_provider()
MAIL_WEBHOOK_SECRET = _text("MAIL_WEBHOOK_SECRET")
MAIL_SIGNING_KEY = _text("MAIL_SIGNING_KEY")
MAILBOX_URL = _url("MAILBOX_URL", IMAP_SCHEMES)
TWILIO_ACCOUNT_SID = _text("TWILIO_ACCOUNT_SID")
TWILIO_AUTH_TOKEN = _twilio_token()
TWILIO_AUTH_TOKEN_OLD = _text("TWILIO_AUTH_TOKEN_OLD")
TWILIO_BASE_URL = _text("TWILIO_BASE_URL")
CALLS_BACK = PUBLIC_BASE_URL.startswith("https://") or bool(TWILIO_BASE_URL)

EMAIL_PER_MINUTE = _rate("EMAIL_PER_MINUTE")
SMS_PER_MINUTE = _rate("SMS_PER_MINUTE")
VOICE_PER_MINUTE = _rate("VOICE_PER_MINUTE")
