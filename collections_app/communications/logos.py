"""A company's logo: drawn anew, kept beside the letters, and known to the history."""

import datetime as dt
from base64 import b64encode
from functools import lru_cache

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.documents.logos import logo_png, smaller
from collections_app.history.actions import record
from collections_app.lib.files import keep, read

IN_MAIL = "cid:logo@dunwell"  # where a mail's HTML has it; the picture goes with the mail


@transaction.atomic
def set_logo(*, company: Company, content: bytes, by: str, at: dt.datetime) -> None:
    """The picture in this file from now on; CannotUse where it is none. Empty: no logo."""
    company.logo = keep(logo_png(content), suffix=".png")[0] if content else ""
    company.save(update_fields=["logo"])
    record(
        kind="company.logo",
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values={"logo": company.logo},
    )


@lru_cache(maxsize=100)
def mail_logo(logo: str) -> str:
    """The path of the same logo as mails carry it."""
    return keep(smaller(read(logo)), suffix=".png")[0]


def with_logo(html: str, logo: str) -> str:
    """A mail's HTML as a page shows it: with the picture itself, which goes beside it by mail."""
    picture = b64encode(read(logo)).decode() if logo else ""
    return html.replace(IN_MAIL, f"data:image/png;base64,{picture}")
