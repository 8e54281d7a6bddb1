"""A local server that takes messages and calls as Twilio documents it, and refuses the rest.

POST /2010-04-01/Accounts/{AccountSid}/Messages.json, Basic auth, form-encoded To, Body and
From or MessagingServiceSid; GET the same lists messages by To, From and DateSent, and
GET .../Messages/{Sid}.json is one; answers are Twilio's JSON (twilio.com/docs/messaging/api).
POST .../Calls.json with To, From and Twiml, and GET of the same to list what was taken
(twilio.com/docs/voice/api/call-resource). A StatusCallback is called with a valid signature.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

ACCOUNT = "AC" + "0" * 32
TOKEN = "the stand-in's token"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
FORM = "application/x-www-form-urlencoded"
LONGEST_BODY = 1600
LONGEST_TWIML = 4000
LONGEST_RING = 600  # seconds
STATUSES = ("sent", "delivered")
CALL_STATUSES = ("completed",)
E164 = re.compile(r"\+[1-9]\d{6,14}")
SERVICE = re.compile(r"MG[0-9a-f]{32}")
SENDER_NAME = re.compile(r"[A-Za-z0-9 ]{1,11}")
FIELDS = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}
CALL_FIELDS = {"To", "From", "Twiml", "Timeout", "StatusCallback"}
VERBS = {"Say", "Pause", "Gather"}
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
    "torn" takes it and answers 500; "garbled" 201 with no JSON; "slow" takes it and answers
    after `delay`; "cut" takes it and says nothing; "locked" 401.
    """

    taken: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    mood: str = ""
    delay: float = 0.0

    def mood_for(self, to: str) -> str:
        return self.mood

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 5, 12, 9, 30, tzinfo=dt.UTC)

    def take(self, sent: dict[str, str]) -> dict[str, Any]:
        """Keep it before anything is answered; the message as Twilio tells of it."""
        self.taken.append(sent)
        described = _call if "Twiml" in sent else _resource
        self.messages.append(described(sent, len(self.taken), format_datetime(self.now())))
        return self.messages[-1]

    def found(self, path: str, wanted: dict[str, str]) -> list[dict[str, Any]]:
        """The newest first."""
        alike = path.removesuffix(".json")
        taken = [one for one in reversed(self.messages) if one["uri"].startswith(alike)]
        return [one for one in taken if _fits(one, wanted)]


@contextmanager
def twilio_server(mood: str = "", delay: float = 0.0) -> Iterator[tuple[Ledger, str]]:
    """The ledger and the address of a running stand-in."""
    ledger = Ledger(mood=mood, delay=delay)
    server = Server(("127.0.0.1", 0), ledger)
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
    return root.tag == "Response" and {one.tag for one in root.iter()} <= {"Response"} | VERBS


def _is_sender(form: dict[str, list[str]]) -> bool:
    if "MessagingServiceSid" in form:
        return bool(SERVICE.fullmatch(form["MessagingServiceSid"][0]))
    sender = form.get("From", [""])[0]
    return bool(E164.fullmatch(sender) or SENDER_NAME.fullmatch(sender))


class Server(ThreadingHTTPServer):
    """Answers from a ledger."""

    def __init__(self, address: tuple[str, int], ledger: Ledger):
        super().__init__(address, _Handler)
        self.ledger = ledger

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is part of the play; its own test says what it saw."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = parse_qs(body, keep_blank_values=True)
        mood = self.server.ledger.mood_for(form.get("To", [""])[0])
        status, answer = self._answer(form, mood)
        if mood == "slow":
            time.sleep(self.server.ledger.delay)
        if mood == "cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._say(status, answer, {"Retry-After": "30"} if mood in ("closed", "busy") else {})

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        if not _is_ours(self.headers.get("Authorization", "")):
            self._say(401, _error(401, 20003, "Authenticate"))
        elif where.path in (PATH, CALLS):
            found = self.server.ledger.found(where.path, asked)
            kind = "messages" if where.path == PATH else "calls"
            self._say(200, {kind: found, "page": 0, "page_size": 50, "next_page_uri": None})
        else:
            named = [one for one in self.server.ledger.messages if one["uri"] == where.path]
            missing = _error(404, 20404, f"The requested resource {where.path} was not found")
            self._say(200 if named else 404, named[0] if named else missing)

    def _answer(self, form: dict[str, list[str]], mood: str) -> tuple[int, Any]:
        if mood == "locked" or not _is_ours(self.headers.get("Authorization", "")):
            return 401, _error(401, 20003, "Authenticate")
        if before := _moody(mood):
            return before
        faults = faults_of(self.path, dict(self.headers), form)
        if faults:
            self.server.ledger.refused += faults
            return 400, _error(400, 21604, "; ".join(faults))
        return self._judge({name: values[0] for name, values in form.items()}, mood)

    def _judge(self, sent: dict[str, str], mood: str) -> tuple[int, Any]:
        refusal = _refusal(sent)
        if refusal:
            self.server.ledger.refused.append(refusal[2])
            return refusal[0], _error(*refusal)
        message = self.server.ledger.take(sent)
        if sent.get("StatusCallback"):
            threading.Thread(target=call_back, args=(sent["StatusCallback"], message)).start()
        if mood == "torn":
            return 500, "<h1>Internal error</h1>"
        return 201, "<html>not what you expect</html>" if mood == "garbled" else message

    def _say(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
        content = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed: the ledger is the log."""


def call_back(url: str, message: dict[str, Any], statuses: tuple[str, ...] = ()) -> None:
    """Tell the sender what becomes of a message; whoever does not answer is not told again."""
    kind = "Call" if message["sid"].startswith("CA") else "Message"
    for status in statuses or (CALL_STATUSES if kind == "Call" else STATUSES):
        message["status"] = status
        told = {f"{kind}Sid": message["sid"], f"{kind}Status": status, "AccountSid": ACCOUNT}
        told |= {"To": message["to"], "From": message["from"] or "", "ApiVersion": "2010-04-01"}
        headers = {"Content-Type": FORM, "X-Twilio-Signature": signature(url, told.items())}
        request = urllib.request.Request(url, urlencode(told).encode(), headers)
        with suppress(OSError), urllib.request.urlopen(request, timeout=15):
            pass


def _fits(message: dict[str, Any], wanted: dict[str, str]) -> bool:
    """To, From, and DateSent with Twilio's own signs for after and before."""
    sent = parsedate_to_datetime(message["date_created"])
    after, before = wanted.get("DateSent>"), wanted.get("DateSent<")
    return (
        message["to"] == wanted.get("To", message["to"])
        and message["from"] == wanted.get("From", message["from"])
        and (after is None or sent >= dt.datetime.fromisoformat(after))
        and (before is None or sent <= dt.datetime.fromisoformat(before))
    )


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


def _resource(sent: dict[str, str], number: int, at: str) -> dict[str, Any]:
    sid = f"SM{number:032x}"
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": sent["Body"],
        "date_created": at,
        "date_sent": at,
        "date_updated": at,
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


def _call(sent: dict[str, str], number: int, at: str) -> dict[str, Any]:
    sid = f"CA{number:032x}"
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "answered_by": None,
        "date_created": at,
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
