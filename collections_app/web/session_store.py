"""Where log-ins are kept, with whose they are; they end when idle, and at their length anyway."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from collections_app.users.models import Session

BEGUN, SEEN, DEVICE = "begun", "seen", "device"  # as seconds, as seconds, as words


class SessionStore(DatabaseSessions):
    """Django's own, with columns by which a person's sessions are found."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        one = cast(Session, super().create_model_instance(data))
        one.user_id = data.get(SESSION_KEY)
        one.begun_at, one.seen_at = _moment(data.get(BEGUN)), _moment(data.get(SEEN))
        one.device = data.get(DEVICE, "")
        return one

    def get_session_cookie_age(self) -> int:
        """Seconds from now; Django asks for them whenever it saves."""
        idle, begun = settings.SESSION_IDLE, _moment(self.get(BEGUN))
        if begun is None:
            return int(idle.total_seconds())
        left = begun + settings.SESSION_LENGTH - timezone.now()
        return int(min(idle, left).total_seconds())


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
