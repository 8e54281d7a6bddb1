"""A company's logo: drawn anew, kept beside the letters, and known to the history."""

import datetime as dt

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.documents.logos import logo_png
from collections_app.history.actions import record
from collections_app.lib.files import keep


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
