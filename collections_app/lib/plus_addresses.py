"""Addresses that carry a token behind a plus (RFC 5233): name+token@domain. Pure."""

import re
from collections.abc import Iterable
from uuid import UUID

MOST_SIGNS = 64  # before the @ (RFC 5321, 4.5.3.1.1)
_TOKEN = re.compile(r"\+([0-9a-f]{32})@")


def with_token(address: str, token: UUID) -> str:
    """The address as it is where it is none, or would be too long with a token."""
    name, _, domain = address.rpartition("@")
    local = f"{name}+{token.hex}"
    return f"{local}@{domain}" if name and len(local) <= MOST_SIGNS else address


def without_token(address: str) -> str:
    """Of an address in small letters."""
    return _TOKEN.sub("@", address)


def tokens_in(addresses: Iterable[str]) -> frozenset[UUID]:
    """Of addresses in small letters."""
    return frozenset(UUID(one) for address in addresses for one in _TOKEN.findall(address))
