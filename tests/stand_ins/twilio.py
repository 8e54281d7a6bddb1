"""A local server that takes messages and calls as Twilio documents it, and refuses the rest.

POST /2010-04-01/Accounts/{AccountSid}/Messages.json, Basic auth, form-encoded To, Body and
From or MessagingServiceSid; answers are Twilio's JSON (twilio.com/docs/messaging/api).
POST .../Calls.json with To, From and Twiml, and GET of the same to list what was taken
(twilio.com/docs/voice/api/call-resource). What Twilio tells us afterwards is signed here.
"""

import base64
import hashlib
import hmac
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

ACCOUNT = "AC" + "0" * 32
TOKEN = "the stand-in's token"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
FORM = "application/x-www-form-urlencoded"
LONGEST_BODY = 1600
LONGEST_TWIML = 4000
LONGEST_RING = 600  # seconds
E164 = re.compile(r"\+[1-9]\d{6,14}")
SERVICE = re.compile(r"MG[0-9a-f]{32}")
SENDER_NAME = re.compile(r"[A-Za-z0-9 ]{1,11}")
FIELDS = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}
CALL_FIELDS = {"To", "From", "Twiml", "Timeout"}
VERBS = {"Say", "Pause"}
# Numbers that Twilio itself refuses, as in its test credentials.
REFUSED = {
    "+15005550001": (400, 21211, "The 'To' number +15005550001 is not a valid phone number."),
    "+15005550009": (400, 21614, "'To' number is not a valid mobile number"),
    "+15005550004": (400, 21610, "Attempt to send to unsubscribed recipient"),
}


@dataclass
class Ledger:
    """What was taken, what was refused and why, and how the server behaves.

    `mood`: "" as documented; "busy" 429; "broken" 500; "closed" 503 with Retry-After;
    "garbled" 201 with no JSON; "slow" answers after `delay`; "cut" takes it and says nothing.
    """

    taken: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    mood: str = ""
    delay: float = 0.0


@contextmanager
def twilio_server(mood: str = "", delay: float = 0.0) -> Iterator[tuple[Ledger, str]]:
    """The ledger and the address of a running stand-in."""
    ledger = Ledger(mood=mood, delay=delay)
    server = _Server(("127.0.0.1", 0), ledger)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield ledger, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def signature(url: str, fields: Iterable[tuple[str, str]], token: str = TOKEN) -> str:
    """As Twilio documents it: the address, then the fields in order, each once."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()


def faults_of(path: str, headers: dict[str, str], form: dict[str, list[str]]) -> list[str]:
    """What Twilio would not accept about a request; empty for a proper one."""
    if path == CALLS:
        return _faults_of_call(headers, form)
    doubled = [name for name, values in form.items() if len(values) != 1]
    senders = [name for name in ("From", "MessagingServiceSid") if name in form]
    checks = [
        (path == PATH, f"path {path}"),
        (headers.get("Content-Type") == FORM, f"content type {headers.get('Content-Type')}"),
        (not set(form) - FIELDS, f"unknown fields {sorted(set(form) - FIELDS)}"),
        (not doubled, f"fields given twice: {doubled}"),
        ({"To", "Body"} <= set(form), "To and Body are required"),
        (len(senders) == 1, "one of From and MessagingServiceSid is required"),
        (_is_sender(form), "the sender is no number, name or service"),
    ]
    return [fault for is_met, fault in checks if not is_met]


def _faults_of_call(headers: dict[str, str], form: dict[str, list[str]]) -> list[str]:
    sent = {name: values[0] for name, values in form.items()}
    checks = [
        (headers.get("Content-Type") == FORM, f"content type {headers.get('Content-Type')}"),
        (not set(form) - CALL_FIELDS, f"unknown fields {sorted(set(form) - CALL_FIELDS)}"),
        (all(len(values) == 1 for values in form.values()), "fields given twice"),
        ({"To", "From", "Twiml"} <= set(form), "To, From and Twiml are required"),
        (bool(E164.fullmatch(sent.get("From", ""))), "the caller is no number"),
        (len(sent.get("Twiml", "")) <= LONGEST_TWIML, "Twiml is longer than 4000 signs"),
        (_is_twiml(sent.get("Twiml", "")), "Twiml is no Response of known verbs"),
        (0 < int(sent.get("Timeout", "60")) <= LONGEST_RING, "Timeout is out of range"),
    ]
    return [fault for is_met, fault in checks if not is_met]


def _is_twiml(text: str) -> bool:
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return False
    return root.tag == "Response" and {one.tag for one in root} <= VERBS


def _is_sender(form: dict[str, list[str]]) -> bool:
    if "MessagingServiceSid" in form:
        return bool(SERVICE.fullmatch(form["MessagingServiceSid"][0]))
    sender = form.get("From", [""])[0]
    return bool(E164.fullmatch(sender) or SENDER_NAME.fullmatch(sender))


class _Server(ThreadingHTTPServer):
    def __init__(self, address: tuple[str, int], ledger: Ledger):
        super().__init__(address, _Handler)
        self.ledger = ledger

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is part of the play; its own test says what it saw."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = parse_qs(body, keep_blank_values=True)
        status, answer = self._answer(form)
        if self.server.ledger.mood == "slow":
            time.sleep(self.server.ledger.delay)
        if self.server.ledger.mood == "cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._say(status, answer)

    def do_GET(self) -> None:
        """The calls that were taken, the newest first."""
        path, _, query = self.path.partition("?")
        wanted = {name: values[0] for name, values in parse_qs(query).items()}
        if path != CALLS or not _is_ours(self.headers.get("Authorization", "")):
            self._say(404, _error(404, 20404, "The requested resource was not found"))
            return
        taken = enumerate(self.server.ledger.taken, 1)
        calls = [_call(sent, number) for number, sent in taken if sent["To"] == wanted["To"]]
        self._say(200, {"calls": calls[::-1], "page": 0, "page_size": 50, "next_page_uri": None})

    def _answer(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        if not _is_ours(self.headers.get("Authorization", "")):
            return 401, _error(401, 20003, "Authenticate")
        moody = _moody(self.server.ledger.mood)
        if moody:
            return moody
        faults = faults_of(self.path, dict(self.headers), form)
        if faults:
            self.server.ledger.refused += faults
            return 400, _error(400, 21604, "; ".join(faults))
        return self._judge({name: values[0] for name, values in form.items()})

    def _judge(self, sent: dict[str, str]) -> tuple[int, Any]:
        refusal = _refusal(sent)
        if refusal:
            self.server.ledger.refused.append(refusal[2])
            return refusal[0], _error(*refusal)
        self.server.ledger.taken.append(sent)
        if self.server.ledger.mood == "garbled":
            return 201, "<html>not what you expect</html>"
        described = _call if self.path == CALLS else _resource
        return 201, described(sent, len(self.server.ledger.taken))

    def _say(self, status: int, answer: Any) -> None:
        content = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if self.server.ledger.mood == "closed":
            self.send_header("Retry-After", "30")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed: the ledger is the log."""


def _moody(mood: str) -> tuple[int, Any] | None:
    if mood == "busy":
        return 429, _error(429, 20429, "Too Many Requests")
    if mood == "closed":
        return 503, _error(503, 20503, "Service Unavailable")
    return (500, "<h1>Internal error</h1>") if mood == "broken" else None


def _refusal(sent: dict[str, str]) -> tuple[int, int, str] | None:
    if sent["To"] in REFUSED:
        return REFUSED[sent["To"]]
    if not E164.fullmatch(sent["To"]):
        return 400, 21211, f"The 'To' number {sent['To']} is not a valid phone number."
    if "Twiml" in sent:
        return None
    if not sent["Body"]:
        return 400, 21602, "Message body is required."
    too_long = len(sent["Body"]) > LONGEST_BODY
    return (400, 21617, "The concatenated message body exceeds 1600") if too_long else None


def _is_ours(authorization: str) -> bool:
    expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    return authorization == f"Basic {expected}"


def _error(status: int, code: int, message: str) -> dict[str, Any]:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": message, "more_info": more, "status": HTTPStatus(status)}


def _resource(sent: dict[str, str], number: int) -> dict[str, Any]:
    sid = f"SM{number:032x}"
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": sent["Body"],
        "date_created": "Tue, 12 May 2026 09:30:00 +0000",
        "date_sent": None,
        "date_updated": "Tue, 12 May 2026 09:30:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": sent.get("From"),
        "messaging_service_sid": sent.get("MessagingServiceSid"),
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "status": "accepted" if "MessagingServiceSid" in sent else "queued",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media.json"},
        "to": sent["To"],
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
    }


def _call(sent: dict[str, str], number: int) -> dict[str, Any]:
    sid = f"CA{number:032x}"
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "answered_by": None,
        "date_created": "Tue, 12 May 2026 09:30:00 +0000",
        "date_updated": None,
        "direction": "outbound-api",
        "duration": None,
        "end_time": None,
        "from": sent["From"],
        "price": None,
        "price_unit": "USD",
        "start_time": None,
        "status": "queued",
        "to": sent["To"],
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid}.json",
    }
