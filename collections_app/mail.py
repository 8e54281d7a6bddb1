"""EMAIL_URL as Django's mailer."""

from collections_app import env

TIMEOUT_SECONDS = 30
SMTP = "collections_app.communications.transports.smtp.Backend"
NO_SERVER = "collections_app.communications.transports.smtp.NoServer"


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
