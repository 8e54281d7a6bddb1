"""Tokens that nobody can guess: told once in a link, kept as their hash alone."""

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    """43 signs that an address takes as they are."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """By which the row of a token is found, SHA-256 in 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
