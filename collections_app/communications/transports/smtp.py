"""SMTP that knows whether the final dot has left (RELIABILITY 2.2).

Django's backend raises the same error before and after the dot, where a message is certainly
not and perhaps taken. This one keeps the phase, and raises SmtpFailure with the Result.
"""

import io
import os
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from email.errors import MessageError
from functools import partial
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import Result, seconds_left
from collections_app.communications.transports.wire import as_bytes

STEP_SECONDS = 30.0
QUIT_SECONDS = 5.0
MOST_MESSAGES = 100  # on one connection
MUST_BE_MENDED = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
    ssl.SSLCertVerificationError,
)
GOING_AWAY = 421  # the server, not the message
DOT = b"\r\n.\r\n"


_kept: dict[tuple[object, ...], "PhasedSmtp"] = {}


class SmtpFailure(Exception):
    """The message was not accepted, or nobody knows; `result` says which."""

    def __init__(self, result: Result):
        super().__init__(result.reply)
        self.result = result


class PhasedSmtp(smtplib.SMTP):
    """Marks the moment of the final dot, and gives each step the time that is left."""

    in_data = False
    after_dot = False
    answer: tuple[int, bytes] = (-1, b"")
    taken = 1  # messages, with the one under way

    def __init__(self, *where: Any, deadline: float | None = None, **how: Any) -> None:
        self.deadline = deadline
        super().__init__(*where, **how)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """The dot leaves alone and at once: it must not wait for what came before it."""
        line = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def begin(self, deadline: float | None) -> None:
        """Ready for the next message."""
        self.deadline = deadline
        self.in_data, self.after_dot, self.answer = False, False, (-1, b"")

    def answers(self, deadline: float | None) -> bool:
        """Whether the other side is still there, before anything of a message is said."""
        self.deadline = deadline
        try:
            return self.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.in_data = True
        try:
            self.answer = super().data(msg)
            return self.answer
        finally:
            self.in_data = False

    def send(self, s: bytes | str) -> None:  # type: ignore[override]
        self._limit()
        if self.in_data and isinstance(s, bytes) and s.endswith(DOT):
            super().send(s[:-3])
            self._limit()
            self.after_dot = True
            s = s[-3:]
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """However slowly it comes: each byte that is waited for leaves less time for the next."""
        if self.file is None and self.sock:
            self.file = io.BufferedReader(_Answers(self))
        return super().getreply()

    def read_into(self, buffer: Any) -> int:
        """The next bytes of an answer, while the time lasts."""
        self._limit()
        assert self.sock
        return self.sock.recv_into(buffer)

    def _limit(self) -> None:
        if self.sock and self.deadline is not None:
            self.sock.settimeout(seconds_left(self.deadline, STEP_SECONDS))


class _Answers(io.RawIOBase):
    """What the server says, read within the deadline of the message."""

    def __init__(self, line: PhasedSmtp) -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.line.read_into(buffer)


class PhasedSmtpSsl(PhasedSmtp, smtplib.SMTP_SSL):
    """The same with TLS from the first byte."""


class Backend(EmailBackend):
    """Django's SMTP backend with phases: one message, one recipient, one envelope.

    The message may carry `deadline` (monotonic seconds); it gets `smtp_reply` when accepted.
    """

    deadline: float | None = None  # of the message under way

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override]
        kind = PhasedSmtpSsl if self.use_ssl else PhasedSmtp
        return partial(kind, deadline=self.deadline)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._send_alone(message) for message in email_messages)

    def _send_alone(self, message: EmailMessage) -> int:
        sender, recipient, content = self._envelope(message)
        deadline: float | None = getattr(message, "deadline", None)
        try:
            connection = self._connected(deadline)
            _hand_over(connection, sender, recipient, content)
            vars(message)["smtp_reply"] = _words(*connection.answer)
            self._keep(connection)
            return 1
        finally:
            self.close()

    def _connected(self, deadline: float | None) -> PhasedSmtp:
        """The connection of the message before, where it still answers, else a new one."""
        kept = _kept.pop(self._place, None)
        if kept and kept.answers(deadline):
            self.connection = kept
            kept.begin(deadline)
            return kept
        return self._opened(deadline)

    def _keep(self, connection: PhasedSmtp) -> None:
        """Only one that just took a message whole is used again."""
        if not connection.after_dot or connection.taken >= MOST_MESSAGES:
            return
        connection.taken += 1
        _kept[self._place] = connection
        self.connection = None

    @property
    def _place(self) -> tuple[object, ...]:
        """A connection is its process's and its thread's own."""
        return (os.getpid(), threading.get_ident(), self.host, self.port, self.username)

    def _envelope(self, message: EmailMessage) -> tuple[str, str, bytes]:
        """Everything that can be wrong with the message itself is wrong before a connection."""
        try:
            (recipient,) = message.recipients()
            assert isinstance(message, EmailMultiAlternatives)
            content = as_bytes(message)
            return self.prep_address(message.from_email), self.prep_address(recipient), content
        except (ValueError, UnicodeError, MessageError) as error:
            raise SmtpFailure(Result(Outcome.REJECTED_FOR_GOOD, reply=str(error))) from error

    def _opened(self, deadline: float | None) -> PhasedSmtp:
        try:
            self.timeout = min(self.timeout or STEP_SECONDS, _seconds_until(deadline))
            self.deadline = deadline
            self.open()
        except (smtplib.SMTPException, OSError) as error:
            raise SmtpFailure(_result_of_opening(error)) from error
        connection = self.connection
        assert isinstance(connection, PhasedSmtp)
        connection.begin(deadline)
        return connection

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        if isinstance(connection, PhasedSmtp):
            _say_goodbye(connection)
        else:
            connection.close()


def hang_up() -> None:
    """End the connections that this thread kept for its next message."""
    mine = [place for place in _kept if place[:2] == (os.getpid(), threading.get_ident())]
    for place in mine:
        _say_goodbye(_kept.pop(place))


def _say_goodbye(connection: PhasedSmtp) -> None:
    """Whatever happens at QUIT, the fate of what was sent is known by then."""
    try:
        if connection.sock:
            connection.deadline = time.monotonic() + QUIT_SECONDS
            connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()


class NoServer(BaseEmailBackend):
    """Stands where no mail server is set: nothing is sent, and somebody is asked to set one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        reply = "No mail server is set: EMAIL_URL is empty."
        raise SmtpFailure(Result(Outcome.NOT_SENT, reply=reply, stops_channel=True))


def _hand_over(connection: PhasedSmtp, sender: str, recipient: str, content: bytes) -> None:
    try:
        connection.sendmail(sender, [recipient], content)
    except (smtplib.SMTPException, OSError) as error:
        result = result_of(error, after_dot=connection.after_dot)
        if result.outcome != Outcome.ACCEPTED:
            raise SmtpFailure(result) from error


def _seconds_until(deadline: float | None) -> float:
    return STEP_SECONDS if deadline is None else seconds_left(deadline, STEP_SECONDS)


def result_of(error: Exception, *, after_dot: bool) -> Result:
    """The class of a failure while one message was handed over."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _refusal(code, words, of_recipient=True)
    if isinstance(error, smtplib.SMTPDataError) and after_dot:
        return _answer_to_the_message(error.smtp_code, error.smtp_error)
    if after_dot:
        return Result(Outcome.UNKNOWN, reply=str(error), rests_channel=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _refusal(error.smtp_code, error.smtp_error)
    return Result(Outcome.NOT_SENT, reply=str(error), rests_channel=True)


def _result_of_opening(error: Exception) -> Result:
    if isinstance(error, MUST_BE_MENDED):
        return Result(Outcome.NOT_SENT, reply=str(error), stops_channel=True)
    if isinstance(error, smtplib.SMTPConnectError) and error.smtp_code > 0:
        words = _words(error.smtp_code, error.smtp_error)
        return Result(Outcome.REJECTED_FOR_NOW, reply=words, rests_channel=True)
    return Result(Outcome.NOT_SENT, reply=str(error), rests_channel=True)


def _answer_to_the_message(code: int, words: bytes | str) -> Result:
    """smtplib calls everything but 250 an error; an unreadable answer proves nothing."""
    if 200 <= code < 300:
        return Result(Outcome.ACCEPTED, reply=_words(code, words))
    if code < 400:
        return Result(Outcome.UNKNOWN, reply=_words(code, words))
    return _refusal(code, words)


def _refusal(code: int, words: bytes | str, *, of_recipient: bool = False) -> Result:
    reply = _words(code, words)
    if code < 500:
        return Result(Outcome.REJECTED_FOR_NOW, reply=reply, rests_channel=code == GOING_AWAY)
    marks = of_recipient and _blames_the_address(code, reply)
    return Result(Outcome.REJECTED_FOR_GOOD, reply=reply, marks_address=marks)


def _blames_the_address(code: int, reply: str) -> bool:
    """Enhanced codes 5.1.x name the address; a policy (5.7.x) or a full box does not."""
    detail = reply.removeprefix(str(code)).strip()[:4]
    if detail.startswith("5.") and detail[2:3].isdigit():
        return detail.startswith("5.1.")
    return code in (550, 551, 553)


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"
