"""Since when it is known what a company sold."""

import datetime as dt

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.history.actions import record
from collections_app.reports.models import Billing


@transaction.atomic
def say_complete(*, company: Company, since: dt.date, by: str, at: dt.datetime) -> None:
    """The files have carried every invoice issued since that day, also those paid at once."""
    Billing.objects.update_or_create(company=company, defaults={"complete_from": since, "by": by})
    record(
        kind="billing.complete",
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values={"since": since.isoformat()},
    )
