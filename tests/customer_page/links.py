"""The way to the page as a mail has it, and an answer that is given there."""

import re
from typing import Any

from django.test import Client

from collections_app.communications.models import Communication

LINK = re.compile(r"https?://[^/]+(/account/([\w-]{43})/)")


def path_in(mail: Communication) -> str:
    found = LINK.search(mail.text)
    assert found
    return found[1]


def answer(path: str, chosen: str, client: Client | None = None, **said: Any) -> Any:
    return (client or Client()).post(path, {"answer": chosen} | said)
