"""What a mail says to the provider that relays it, so that its webhooks name our attempt.

Postmark and SparkPost tell of a mail by names of their own; so each attempt's token goes along as
metadata, in the header that the provider reads and takes off. Postmark keeps our Message-ID, by
which answers find their way, only where it is asked to.
"""

import json
from collections.abc import Callable

NAME = "dunwell"  # of the metadata

MAILGUN, POSTMARK, SPARKPOST = "mailgun", "postmark", "sparkpost"


def _postmark(token: str) -> dict[str, str]:
    return {f"X-PM-Metadata-{NAME}": token, "X-PM-KeepID": "true"}


def _mailgun(token: str) -> dict[str, str]:
    return {"X-Mailgun-Variables": json.dumps({NAME: token})}


def _sparkpost(token: str) -> dict[str, str]:
    return {"X-MSYS-API": json.dumps({"metadata": {NAME: token}})}


_HEADERS: dict[str, Callable[[str], dict[str, str]]] = {
    MAILGUN: _mailgun,
    POSTMARK: _postmark,
    SPARKPOST: _sparkpost,
}


def headers_for(provider: str, token: str) -> dict[str, str]:
    """None where no provider is set."""
    return _HEADERS[provider](token) if provider else {}
