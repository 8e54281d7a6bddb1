"""How the web server runs, in a trial and in production alike."""

from django.urls import get_resolver

from collections_app import env
from collections_app.memory import settle

wsgi_app = "collections_app.wsgi"
bind = f"127.0.0.1:{env.PORT}"
worker_class = "gthread"
workers = 2
threads = 8
# An import of a long file is the slowest page.
timeout = 120
# Its place is the home folder, where two installations would meet.
control_socket_disable = True
accesslog = "-"
# The path without its query: searches hold names.
access_log_format = "%(m)s %(U)s %(s)s %(M)s ms"
# The time is written by whoever gathers the lines.
logconfig_dict = {
    "formatters": {
        "generic": {"format": "%(levelname)s %(message)s", "class": "logging.Formatter"},
    },
    "filters": {"hides_tokens": {"()": "collections_app.logs.HidesTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "generic",
            "stream": "ext://sys.stdout",
            "filters": ["hides_tokens"],
        },
    },
    "loggers": {name: {"propagate": True} for name in ["gunicorn.error", "gunicorn.access"]},
}


def post_worker_init(_worker):
    """All pages are read before the first is asked for, and settle."""
    _ = get_resolver().url_patterns
    settle()
