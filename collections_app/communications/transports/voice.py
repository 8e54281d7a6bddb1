"""Voice: Twilio calls the stored number and reads the stored text aloud, twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import Result, Told, Transport, deadline_of
from collections_app.communications.transports.twilio import (
    CLOCKS_APART,
    ask,
    key_callback,
    look_up,
    search,
    status_callback,
)
from collections_app.lib.languages import spoken

if TYPE_CHECKING:
    from collections_app.communications.models import Attempt, Communication

RINGS_SECONDS = 30
KEY_SECONDS = 5  # after the last word
LONGEST_TWIML = 4000  # signs that Twilio takes with the request
MOST_LISTED = 50
SPEAKERS = {
    "en": ("Polly.Amy", "en-GB"),
    "de": ("Polly.Vicki", "de-DE"),
    "es": ("Polly.Lucia", "es-ES"),
}


class VoiceTransport(Transport):
    """Says exactly what is stored."""

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        return call_and_say(
            to=communication.recipient,
            text=communication.text,
            language=communication.language,
            sender=communication.sender,
            deadline=deadline_of(attempt),
            keys_to=key_callback(attempt.token),
            callback=status_callback(attempt.token),
        )

    def look_for(self, communication: Communication, attempt: Attempt) -> Result | None:
        """Twilio lists what it took: a call of ours to the same number since the attempt began.

        Not asked for by the time it started, which a call that still waits in line has not.
        """
        since = attempt.started_at - CLOCKS_APART
        return search(
            lambda client: client.calls.list(
                to=communication.recipient, from_=communication.sender, limit=MOST_LISTED
            ),
            is_it=lambda call: call.date_created is None or call.date_created >= since,
        )

    def told_of(self, attempt: Attempt) -> Told | None:
        return look_up(lambda client: client.calls(attempt.provider_id).fetch())


def call_and_say(
    *,
    to: str,
    text: str,
    language: str,
    sender: str,
    deadline: float,
    keys_to: str = "",
    callback: str = "",
) -> Result:
    """One try; accepted means that Twilio dials, not that somebody listens."""
    said = said_twice(text, language, keys_to=keys_to)
    if len(said) > LONGEST_TWIML:
        return Result(Outcome.REJECTED_FOR_GOOD, reply="The text is too long to be said.")
    values = {"to": to, "from_": sender, "twiml": said, "timeout": RINGS_SECONDS}
    if callback:
        values["status_callback"] = callback
    return ask(lambda client: client.calls.create(**values), sender=sender, deadline=deadline)


def said_twice(text: str, language: str, *, keys_to: str = "") -> str:
    """TwiML: a moment for the phone to reach the ear, the text, a pause, and the text again.

    A key may be pressed at any time; `keys_to` is told which.
    """
    from twilio.twiml.voice_response import Gather, VoiceResponse

    response = VoiceResponse()
    response.pause(length=1)
    heard = Gather(action=keys_to, num_digits=1, timeout=KEY_SECONDS) if keys_to else response
    _say(heard, text, language)
    heard.pause(length=2)
    _say(heard, text, language)
    if keys_to:
        response.append(heard)
    return str(response)


def said_once(text: str, language: str) -> str:
    """TwiML of an answer to a key."""
    from twilio.twiml.voice_response import VoiceResponse

    response = VoiceResponse()
    _say(response, text, language)
    return str(response)


def _say(heard: Any, text: str, language: str) -> None:
    voice, accent = SPEAKERS[spoken(language)]
    heard.say(text, voice=voice, language=accent)
