"""What mail providers post, made as they document it; each signs in its own way."""

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

SECRET = "dunwell:" + "s" * 24
KEY = "key-" + "1" * 32
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MESSAGE = "883953f4-6105-42a2-a16a-77a8eac79483"  # a provider's own name of a mail

Call = tuple[bytes, str]  # body and content type


def authorization(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def _signed(key: str, token: str = "t" * 50, timestamp: str = "1715500000") -> dict[str, str]:
    digest = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256)
    return {"timestamp": timestamp, "token": token, "signature": digest.hexdigest()}


def mailgun_event(
    event: str, *, token: str, message_id: str = "", said: str = "", key: str = KEY
) -> Call:
    data = {
        "event": "failed" if event == "bounced" else event,
        "severity": "permanent",
        "timestamp": 1715500000.5,
        "recipient": "femke@vandrel.example",
        "message": {"headers": {"message-id": message_id}},
        "user-variables": {"dunwell": token} if token else {},
        "delivery-status": {"message": said, "description": ""},
    }
    return json.dumps({"signature": _signed(key), "event-data": data}).encode(), JSON


def postmark_event(
    event: str,
    *,
    token: str,
    message_id: str = "",
    said: str = "",
    recipient: str = "femke@vandrel.example",
) -> Call:
    kinds: dict[str, dict[str, Any]] = {
        "delivered": {"RecordType": "Delivery", "DeliveredAt": "2024-01-10T12:05:00Z"},
        "bounced": {"RecordType": "Bounce", "Type": "HardBounce", "ID": 42},
        "deferred": {"RecordType": "Bounce", "Type": "Transient", "ID": 41},
        "complained": {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 43},
        "opened": {"RecordType": "Open", "ReceivedAt": "2024-01-10T12:06:00Z"},
    }
    fields = {
        "MessageID": MESSAGE,
        "Recipient": recipient,
        "Metadata": {"dunwell": token} if token else {},
        "Details": said,
    }
    return json.dumps(fields | kinds[event]).encode(), JSON


def sparkpost_event(event: str, *, token: str, message_id: str = "", said: str = "") -> Call:
    kinds = {"delivered": "delivery", "bounced": "bounce", "deferred": "delay"}
    kinds |= {"complained": "spam_complaint", "opened": "open"}
    said_of_it = {
        "type": kinds[event],
        "timestamp": "1715500000",
        "event_id": "92356927693813856",
        "transmission_id": "65832150921904138",
        "raw_rcpt_to": "femke@vandrel.example",
        "rcpt_meta": {"dunwell": token} if token else {},
        "raw_reason": said,
        "bounce_class": "10" if event == "bounced" else "1",
    }
    kind = "track_event" if event == "opened" else "message_event"
    return json.dumps([{"msys": {kind: said_of_it}}]).encode(), JSON


def mailgun_mail(raw: bytes, *, key: str = KEY) -> Call:
    fields = _signed(key) | {"body-mime": raw.decode(), "recipient": "ar@talbruck.example"}
    return urlencode(fields).encode(), FORM


def postmark_mail(raw: bytes) -> Call:
    fields = {"MessageID": MESSAGE, "Headers": [], "RawEmail": raw.decode()}
    return json.dumps(fields).encode(), JSON


def sparkpost_mail(raw: bytes) -> Call:
    content = {
        "email_rfc822": base64.b64encode(raw).decode(),
        "email_rfc822_is_base64": True,
    }
    relayed = {"protocol": "smtp", "content": content, "rcpt_to": "ar@talbruck.example"}
    return json.dumps([{"msys": {"relay_message": relayed}}]).encode(), JSON


EVENTS = {"mailgun": mailgun_event, "postmark": postmark_event, "sparkpost": sparkpost_event}
MAILS = {"mailgun": mailgun_mail, "postmark": postmark_mail, "sparkpost": sparkpost_mail}
