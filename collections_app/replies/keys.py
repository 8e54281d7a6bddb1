"""Keys pressed while a voice message is heard: call me back, or no more calls of this kind."""

import datetime as dt

from django.db.models import Q

from collections_app.communications.actions import log_reply, logged_before, move
from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.voice import said_once
from collections_app.customers.actions import look_at
from collections_app.customers.models import Contact
from collections_app.dunning.answering import wait_for_answer
from collections_app.replies.choices import Parked
from collections_app.replies.models import ProviderEvent
from collections_app.replies.rules import CALL_BACK_KEY, STOP_KEY, answered_key
from collections_app.replies.statuses import attempt_that_went
from collections_app.replies.stopping import cancel_unsent, tell_of
from collections_app.replies.texts import contacts_at


def apply_key(event: ProviderEvent, *, at: dt.datetime) -> str:
    """Why it is parked; empty where it is done. Another key means nothing."""
    attempt = attempt_that_went(event, at)
    if attempt is None:
        return Parked.NO_ATTEMPT
    communication = attempt.communication
    if communication.state == State.SENDING:
        return Parked.TOO_EARLY
    if communication.state == State.SENT:  # somebody listens
        move(communication, State.DELIVERED)
    key = event.said("Digits")
    if key == CALL_BACK_KEY:
        _ask_to_call_back(communication, event, at)
    elif key == STOP_KEY:
        _stop_calls(communication, event, at)
    return ""


def _ask_to_call_back(communication: Communication, event: ProviderEvent, at: dt.datetime) -> None:
    words = f"Pressed {CALL_BACK_KEY} to be called back on {communication.recipient}."
    once = f"{event.sid}:{CALL_BACK_KEY}"
    if logged_before(customer=communication.customer, channel=Channel.VOICE, once=once):
        return
    reply = log_reply(
        customer=communication.customer,
        contact=communication.contact,
        channel=Channel.VOICE,
        sender=communication.recipient,
        recipient=communication.sender,
        text=words,
        by=event.provider,
        at=at,
        once=once,
        why={"answers": str(communication.pk)},
    )
    wait_for_answer(reply=reply, words=words, at=at)


def _stop_calls(communication: Communication, event: ProviderEvent, at: dt.datetime) -> None:
    """Nobody at this number is rung by a machine again until somebody there consents anew."""
    number = communication.recipient
    contacts = list(contacts_at(number).filter(voice_consent_on__isnull=False))
    Contact.objects.filter(pk__in=[one.pk for one in contacts]).update(
        voice_consent_on=None, voice_consent_source=""
    )
    look_at(customer_ids={one.customer_id for one in contacts})
    for one in contacts:
        said = {"number": number, "said": STOP_KEY}
        tell_of("contact.voice_stopped", one, said, event.provider, at)
    cancel_unsent(Q(recipient=number), channel=Channel.VOICE, at=at)


def answer_to_key(token: str, key: str) -> str:
    """What the phone says then, as TwiML."""
    attempt = Attempt.objects.select_related("communication").filter(token=token).first()
    language = attempt.communication.language if attempt else ""
    return said_once(answered_key(key, language), language)
