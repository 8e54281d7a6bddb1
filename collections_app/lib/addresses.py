"""E-mail addresses that are one although they are written in two ways. Pure.

A domain with letters beyond ASCII stands in mails as its owner writes it or in the letters that
servers use (RFC 5891): müller.example and xn--mller-kva.example are the same.
"""

import idna


def ascii_form(address: str) -> str:
    """In small letters, its domain as servers write it; what is no domain stays as it is."""
    name, at, domain = address.lower().rpartition("@")
    return f"{name}{at}{_in_ascii(domain)}"


def spellings(address: str) -> list[str]:
    """All ways in which it is written, in small letters; mostly one."""
    name, at, domain = ascii_form(address).rpartition("@")
    forms = (address.lower(), f"{name}{at}{domain}", f"{name}{at}{_as_written(domain)}")
    return list(dict.fromkeys(forms))


def _in_ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return domain


def _as_written(domain: str) -> str:
    if "xn--" not in domain:
        return domain
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain
