"""SMS through Twilio: the stored text to the stored number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collections_app.communications.transports.base import Result, Told, Transport, deadline_of
from collections_app.communications.transports.twilio import (
    CLOCKS_APART,
    ask,
    look_up,
    search,
    status_callback,
)

if TYPE_CHECKING:
    from collections_app.communications.models import Attempt, Communication

MOST_LISTED = 200
SERVICE_PREFIX = "MG"  # a messaging service, which chooses among its numbers


class SmsTransport(Transport):
    """Sends the stored text to the stored number."""

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        return send_sms(
            to=communication.recipient,
            body=communication.text,
            sender=communication.sender,
            deadline=deadline_of(attempt),
            callback=status_callback(attempt.token),
        )

    def look_for(self, communication: Communication, attempt: Attempt) -> Result | None:
        """Twilio lists what it took: the same text to the same number since the attempt began.

        Not asked for by the time it was sent, which a text that still waits in line has not.
        """
        since = attempt.started_at - CLOCKS_APART
        return search(
            lambda client: client.messages.list(to=communication.recipient, limit=MOST_LISTED),
            is_it=lambda message: (
                message.body == communication.text
                and (message.date_created is None or message.date_created >= since)
            ),
        )

    def told_of(self, attempt: Attempt) -> Told | None:
        return look_up(lambda client: client.messages(attempt.provider_id).fetch())


def send_sms(*, to: str, body: str, sender: str, deadline: float, callback: str = "") -> Result:
    """One try; `sender` is a number, a name or a messaging service (MG...)."""
    values = {"to": to, "body": body, **_from(sender)}
    if callback:
        values["status_callback"] = callback
    return ask(lambda client: client.messages.create(**values), sender=sender, deadline=deadline)


def _from(sender: str) -> dict[str, Any]:
    key = "messaging_service_sid" if sender.startswith(SERVICE_PREFIX) else "from_"
    return {key: sender}
