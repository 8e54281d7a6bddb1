"""E-mail, SMS, voice and letter: one transport for each channel that sends."""

from collections_app.communications.choices import Channel
from collections_app.communications.transports.base import Transport
from collections_app.communications.transports.email import EmailTransport
from collections_app.communications.transports.letter import LetterTransport
from collections_app.communications.transports.sms import SmsTransport
from collections_app.communications.transports.smtp import hang_up
from collections_app.communications.transports.voice import VoiceTransport

TRANSPORTS: dict[str, type[Transport]] = {
    Channel.EMAIL: EmailTransport,
    Channel.SMS: SmsTransport,
    Channel.VOICE: VoiceTransport,
    Channel.LETTER: LetterTransport,
}


def transport_of(channel: str) -> Transport:
    """The channel's transport; a call has none, because a person makes it."""
    return TRANSPORTS[channel]()


def close_connections() -> None:
    """Nothing is sent for a while: the servers need not wait for this process."""
    hang_up()
