"""Opening a company and changing what it says of itself."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from collections_app.companies.models import Company
from collections_app.history.actions import record

# The rest is written by what it records: modes, walks and imports.
OWN_WORDS = frozenset(
    {
        "legal_name",
        "street",
        "postal_code",
        "city",
        "region",
        "country",
        "register_line",
        "time_zone",
        "language",
        "base_currency",
        "account_holder",
        "iban",
        "bic",
        "pay_link",
        "other_ways_to_pay",
        "contact_name",
        "contact_phone",
        "contact_hours",
        "sender_email",
        "reply_to",
        "sms_sender",
        "holiday_region",
        "window_opens",
        "window_closes",
        "fresh_days",
        "promise_tolerance_days",
    }
)


class CannotChange(Exception):
    """A field that nobody sets by hand, or a value that it does not take."""


@transaction.atomic
def write_company(
    *, legal_name: str, values: Mapping[str, Any], by: str, at: dt.datetime
) -> tuple[Company, bool]:
    """The company of that name with these values, and whether it is new."""
    if unknown := sorted(set(values) - OWN_WORDS):
        known = ", ".join(sorted(OWN_WORDS))
        raise CannotChange(f"{', '.join(unknown)}: no such field. There are: {known}.")
    company = Company.objects.filter(legal_name__iexact=legal_name).first()
    is_new = company is None
    company = company or Company(legal_name=legal_name)
    for field, value in values.items():
        setattr(company, field, value)
    _check(company)
    company.save()
    record(
        kind="company.opened" if is_new else "company.changed",
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values=dict(values),
    )
    return company, is_new


def _check(company: Company) -> None:
    try:
        company.full_clean()
        _ = company.zone, company.calendar.is_business_day(dt.date(2024, 1, 1))
    except ValidationError as error:
        said = "; ".join(f"{field}: {' '.join(why)}" for field, why in error.message_dict.items())
        raise CannotChange(said) from error
    except (KeyError, ValueError, NotImplementedError) as error:
        raise CannotChange(f"No such time zone, country or region: {error}") from error
