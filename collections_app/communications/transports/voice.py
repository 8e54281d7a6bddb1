"""Voice: Twilio calls the stored number and reads the stored text aloud, twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import Result, Transport, deadline_of
from collections_app.communications.transports.twilio import CLOCKS_APART, ask, search
from collections_app.lib.languages import spoken

if TYPE_CHECKING:
    from collections_app.communications.models import Attempt, Communication

RINGS_SECONDS = 30
LONGEST_TWIML = 4000  # signs that Twilio takes with the request
MOST_LISTED = 50
SPEAKERS = {"en": ("Polly.Amy", "en-GB"), "de": ("Polly.Vicki", "de-DE")}


class VoiceTransport(Transport):
    """Says exactly what is stored."""

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        return call_and_say(
            to=communication.recipient,
            text=communication.text,
            language=communication.language,
            sender=communication.sender,
            deadline=deadline_of(attempt),
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


def call_and_say(*, to: str, text: str, language: str, sender: str, deadline: float) -> Result:
    """One try; accepted means that Twilio dials, not that somebody listens."""
    said = said_twice(text, language)
    if len(said) > LONGEST_TWIML:
        return Result(Outcome.REJECTED_FOR_GOOD, reply="The text is too long to be said.")
    return ask(
        lambda client: client.calls.create(to=to, from_=sender, twiml=said, timeout=RINGS_SECONDS),
        sender=sender,
        deadline=deadline,
    )


def said_twice(text: str, language: str) -> str:
    """TwiML: a moment for the phone to reach the ear, the text, a pause, and the text again."""
    from twilio.twiml.voice_response import VoiceResponse

    voice, accent = SPEAKERS[spoken(language)]
    response = VoiceResponse()
    response.pause(length=1)
    response.say(text, voice=voice, language=accent)
    response.pause(length=2)
    response.say(text, voice=voice, language=accent)
    return str(response)
