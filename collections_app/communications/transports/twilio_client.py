"""Twilio's own client for one message: timeouts, no second try, the last answer kept."""

from typing import Any

from django.conf import settings
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client


class OneRequest(TwilioHttpClient):
    """A connection of its own: a reset on a reused one would tell nothing."""

    def __init__(self, connect_seconds: float, read_seconds: float):
        super().__init__()
        # requests takes the pair (connect, read), which Twilio's constructor does not know.
        self.timeout: Any = (connect_seconds, read_seconds)
        self.answer: Response | None = None

    def request(self, *args: Any, **kwargs: Any) -> Response:
        self.answer = super().request(*args, **kwargs)
        return self.answer

    def close(self) -> None:
        if self.session:
            self.session.close()

    @property
    def retry_after(self) -> float | None:
        """In how many seconds to try again, where the answer says so: it certainly took nothing."""
        headers = getattr(self.answer, "headers", None) or {}
        said = headers.get("Retry-After")
        if said is None:
            return None
        return float(said) if said.isdecimal() else 60.0


def client_over(http_client: OneRequest) -> Client:
    """The client for the account in the settings, or for the server that stands in for it."""
    client = Client(
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=http_client
    )
    if settings.TWILIO_BASE_URL:
        client.api.base_url = settings.TWILIO_BASE_URL
    return client
