"""A mail server as a process of its own: fails as told, and keeps what it took in a ledger.

`python -m tests.faults.smtp PORT FOLDER [CERTIFICATE]`. The rules in FOLDER say for a step
(BANNER, EHLO, STARTTLS, MAIL, RCPT, DATA, DOT, RSET, QUIT) what happens there:

- a reply such as "451 4.2.1 later";
- "hang": no answer, until the client gives up; "drop": the connection ends;
- "slow 2": the usual answer, two seconds later;
- at DOT "keep" before any of these: the message is taken all the same.
"""

import asyncio
import email
import ssl
import sys
from contextlib import suppress
from pathlib import Path

from tests.faults.ledger import Ledger, Taken
from tests.faults.rules import Rules

USUAL = {"BANNER": "220 rig", "DATA": "354 go on", "QUIT": "221 bye", "STARTTLS": "220 ready"}
LONGEST_MESSAGE = 2**26
END_OF_DATA = b"\r\n.\r\n"
GIVES_UP_SECONDS = 600


class Gone(Exception):
    """The connection is to end without a word."""


class Server:
    """Its folder holds the rules, the ledger, and every verb it heard."""

    def __init__(self, folder: Path, certificate: str = ""):
        self.rules = Rules(folder / "rules.json")
        self.ledger = Ledger(folder / "ledger.jsonl")
        self.heard = (folder / "heard").open("a", buffering=1)
        self.tls = None
        if certificate:
            self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.tls.load_cert_chain(certificate)

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self._meet, "127.0.0.1", port, limit=LONGEST_MESSAGE)
        await server.serve_forever()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(Gone, OSError, asyncio.IncompleteReadError, ssl.SSLError):
            await Session(self, reader, writer).run()
        writer.transport.abort()


class Session:
    """One client."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.server, self.reader, self.writer = server, reader, writer
        self.recipients: list[str] = []

    async def run(self) -> None:
        await self.answer("BANNER")
        while line := (await self.reader.readline()).decode("utf-8", "replace").strip():
            verb = line.split()[0].upper()
            print(line, file=self.server.heard)
            act = getattr(self, f"hear_{verb.lower()}", None)
            await (act(line) if act else self.answer(verb))
            if verb == "QUIT":
                return

    async def hear_ehlo(self, line: str) -> None:
        offers = ["rig", "8BITMIME"] + (["STARTTLS"] if self.server.tls else [])
        lines = [f"250-{one}" for one in offers[:-1]] + [f"250 {offers[-1]}"]
        await self.answer("EHLO", usual="\r\n".join(lines))

    async def hear_starttls(self, line: str) -> None:
        await self.answer("STARTTLS")
        if self.server.tls:
            await self.writer.start_tls(self.server.tls)

    async def hear_mail(self, line: str) -> None:
        self.recipients = []
        await self.answer("MAIL", _address(line))

    async def hear_rcpt(self, line: str) -> None:
        address = _address(line)
        if (await self.answer("RCPT", address)).startswith("2"):
            self.recipients.append(address)

    async def hear_data(self, line: str) -> None:
        if (await self.answer("DATA")).startswith("3"):
            content = await self.reader.readuntil(END_OF_DATA)
            await self._end_of_data(content)

    async def _end_of_data(self, content: bytes) -> None:
        to = self.recipients[0] if self.recipients else ""
        told = self.server.rules.at("DOT", to)
        act = told.removeprefix("keep").strip()
        if told.startswith("keep") or not act or act.startswith(("slow", "2")):
            reference = str(email.message_from_bytes(content)["Message-ID"])
            for recipient in self.recipients:
                self.server.ledger.write(Taken(recipient, reference))
        await self._do(act, "250 taken")

    async def answer(self, step: str, address: str = "", usual: str = "") -> str:
        usual = usual or USUAL.get(step, "250 OK")
        return await self._do(self.server.rules.at(step, address), usual)

    async def _do(self, told: str, usual: str) -> str:
        if told == "drop":
            raise Gone
        if told == "hang":
            await asyncio.sleep(GIVES_UP_SECONDS)
        if told.startswith("slow"):
            await asyncio.sleep(float(told.split()[1]))
        reply = told if told[:1].isdigit() else usual
        self.writer.write(f"{reply}\r\n".encode())
        await self.writer.drain()
        return reply


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(Server(Path(sys.argv[2]), *sys.argv[3:]).serve(int(sys.argv[1])))
