"""Where answers go: the company's address, with each message's own token once that is proven.

Not every mailbox takes plus addresses. A mail that arrived by such an address shows that this one
does; another address, or another mailbox, proves it anew.
"""

import datetime as dt
from collections.abc import Set
from uuid import UUID

from django.utils.crypto import salted_hmac

from collections_app.companies.models import Company, heard_at
from collections_app.history.actions import record
from collections_app.lib.plus_addresses import with_token


def answer_address(company: Company, token: UUID) -> str:
    """Where the answer to the message of that token goes; empty: where the message comes from."""
    return with_token(company.answers_to, token) if company.takes_tokens else company.reply_to


def proof_address(company: Company) -> str:
    """What arrives there proves it; empty where no token fits."""
    proof = with_token(company.answers_to, _proof(company))
    return "" if proof == company.answers_to else proof


def proven_by(tokens: Set[UUID]) -> Company | None:
    """The company whose proof is among them; nobody else knows it."""
    companies = Company.objects.filter(is_replay=False).order_by("pk") if tokens else ()
    return next((one for one in companies if one.answers_to and _proof(one) in tokens), None)


def prove(*, company: Company, by: str, at: dt.datetime) -> None:
    if company.takes_tokens:
        return
    company.token_address, company.token_mailbox = company.answers_to, heard_at()
    _save(company, "reply_tokens.proven", by, at)


def use_no_tokens(*, company: Company, by: str, at: dt.datetime) -> None:
    """From the next message on; what proved it proves nothing any more."""
    if not company.token_address:
        return
    company.token_address, company.token_mailbox = "", ""
    company.token_number += 1
    _save(company, "reply_tokens.ended", by, at)


def _save(company: Company, kind: str, by: str, at: dt.datetime) -> None:
    company.save(update_fields=["token_address", "token_mailbox", "token_number"])
    record(
        kind=kind,
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values={"address": company.answers_to},
    )


def _proof(company: Company) -> UUID:
    """Of this installation, this company, where its answers go and are heard, and this time."""
    whose = f"{company.pk} {company.answers_to} {company.token_number} {heard_at()}"
    said = salted_hmac("reply token", whose, algorithm="sha256")
    return UUID(said.hexdigest()[:32])
