"""EMAIL_URL as Django's mailer, MAILBOX_URL as the mailbox that is read."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from collections_app import env

TIMEOUT_SECONDS = 30
MOST_BYTES_OF_A_MAIL = 40 * 1024 * 1024  # as a webhook brings it, attachments and all
SMTP = "collections_app.communications.transports.smtp.Backend"
NO_SERVER = "collections_app.communications.transports.smtp.NoServer"
IMAPS, IMAP_TLS, IMAP = "imaps", "imap+tls", "imap"
IMAP_PORTS = {IMAPS: 993, IMAP_TLS: 143, IMAP: 143}
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailPlace:
    """Where answers arrive: a folder of an account at an IMAP server."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @property
    def name(self) -> str:
        """What it is called on pages and in the database; without its password."""
        return f"{self.user} at {self.host}, {self.folder}"


def mail_place(url: str) -> MailPlace | None:
    """None where no mailbox is set: a rehearsal needs none, and going live asks for one."""
    if not url:
        return None
    parts = urlsplit(url)
    if not (parts.hostname and parts.username and parts.password):
        raise ImproperlyConfigured(
            "MAILBOX_URL must name a user, a password and a host: "
            "imaps://user:password@mail.example.com."
        )
    if parts.scheme == IMAP and parts.hostname not in THIS_MACHINE:
        raise ImproperlyConfigured(
            "MAILBOX_URL must not send a password in the open: use imaps:// or imap+tls://."
        )
    return MailPlace(
        host=parts.hostname,
        port=parts.port or IMAP_PORTS[parts.scheme],
        security=parts.scheme,
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def mailer(url: str) -> dict:
    """Without an address no mail leaves: a rehearsal needs none, and going live asks for one."""
    if not url:
        return {"BACKEND": NO_SERVER}
    config = env.read.email_url_config(url)
    if url.startswith("filemail:"):
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": config["EMAIL_FILE_PATH"]}}
    if url.startswith("smtp"):
        return {"BACKEND": SMTP, "OPTIONS": _smtp_options(config)}
    return {"BACKEND": config["EMAIL_BACKEND"]}


def _smtp_options(config: dict) -> dict:
    return {
        "host": config["EMAIL_HOST"],
        "port": config["EMAIL_PORT"],
        "username": config["EMAIL_HOST_USER"] or "",
        "password": config["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": config.get("EMAIL_USE_TLS", False),
        "use_ssl": config.get("EMAIL_USE_SSL", False),
        "timeout": TIMEOUT_SECONDS,
    }
