"""A real SMTP server on a port of its own that keeps every message, and fails as told."""

import email
import email.policy
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass
class Kept:
    """One message as it crossed the wire."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)


@dataclass
class Mailbox:
    """Keeps what arrives; `script` maps a verb (MAIL, RCPT, DOT) to what happens there.

    A script is a reply such as "550 5.1.1 no such user", or one of the words: "drop" (the
    connection ends without an answer) and "hang" (no answer until the client gives up).
    A message is kept at its final dot, whatever the answer to it is.
    """

    script: dict[str, str] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("MAIL", server) or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipients = list(envelope.rcpt_tos)
        self.kept.append(Kept(str(envelope.mail_from), recipients, bytes(envelope.content or b"")))
        return await self._answer("DOT", server) or f"250 OK kept as {len(self.kept)}"

    async def _answer(self, verb: str, server: SMTP) -> str | None:
        told = self.script.get(verb)
        if told == "drop":
            server.transport.abort()
            return "421 dropped"
        if told == "hang":
            while not self.released.is_set():
                await _pause()
            return "421 too late"
        return told


@contextmanager
def smtp_server(**script: str) -> Iterator[tuple[Mailbox, int]]:
    """The mailbox and its port while the server runs: smtp_server(RCPT="451 later")."""
    mailbox = Mailbox(script=script)
    controller = Controller(mailbox, hostname=HOST, port=_free_port())
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        mailbox.released.set()
        controller.stop()


@contextmanager
def raw_server(*answers: bytes | None) -> Iterator[int]:
    """A socket that says each answer in turn to whatever it hears; None ends the connection."""
    listener = socket.create_server((HOST, 0))
    thread = threading.Thread(target=_converse, args=(listener, answers), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(timeout=10)


def _converse(listener: socket.socket, answers: tuple[bytes | None, ...]) -> None:
    with suppress(OSError):
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(5)
            for answer in answers:
                if answer is None:
                    return
                connection.sendall(answer)
                _hear(connection, to_the_dot=answer.startswith(b"354"))


def _hear(connection: socket.socket, *, to_the_dot: bool) -> None:
    heard = connection.recv(65536)
    while to_the_dot and not heard.endswith(b"\r\n.\r\n"):
        heard += connection.recv(65536)


@contextmanager
def dripping_server(*answers: bytes) -> Iterator[int]:
    """Says these, and then a byte of its next answer each half second, and no end of it."""
    listener = socket.create_server((HOST, 0))
    thread = threading.Thread(target=_drip, args=(listener, answers), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(timeout=20)


def _drip(listener: socket.socket, answers: tuple[bytes, ...]) -> None:
    with suppress(OSError):
        connection, _ = listener.accept()
        with connection:
            for answer in answers:
                connection.sendall(answer)
                _hear(connection, to_the_dot=answer.startswith(b"354"))
            for _ in range(20):
                connection.sendall(b"2")
                time.sleep(0.5)


async def _pause() -> None:
    import asyncio

    await asyncio.sleep(0.02)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        return taken.getsockname()[1]
