"""Opening a company and changing what it says of itself."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import transaction
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as StdnumError

from collections_app.companies.choices import Paper
from collections_app.companies.models import Company
from collections_app.history.actions import record
from collections_app.lib.languages import SPOKEN, is_spoken
from collections_app.lib.money import currencies

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
        "voice_sender",
        "paper",
        "prints_both_sides",
        "colour",
        "has_customer_page",
        "holiday_region",
        "window_opens",
        "window_closes",
        "fresh_days",
        "promise_tolerance_days",
        "dispute_reasons",
        "reply_hold_days",
        "most_notices_a_day",
    }
)
LEAST_DIGITS = 3  # of a phone number
LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE"})  # of Letter, not A4 (CLDR)


class CannotChange(Exception):
    """A field that nobody sets by hand, or a value that it does not take.

    `errors` names each field that is wrong and says why.
    """

    def __init__(self, said: str = "", *, errors: Mapping[str, str] | None = None) -> None:
        self.errors = dict(errors or {})
        super().__init__(said or "; ".join(f"{field}: {why}" for field, why in self.errors.items()))


@transaction.atomic
def open_company(
    *, legal_name: str, values: Mapping[str, Any], by: str, at: dt.datetime
) -> Company:
    """A new company of that name with these values."""
    name = legal_name.strip()
    if Company.objects.filter(legal_name__iexact=name).exists():
        said = f"{name} is there already: change it instead of opening it anew."
        raise CannotChange(errors={"legal_name": said})
    paper = paper_in(values.get("country", ""))
    wanted = {"legal_name": name, "paper": paper} | dict(values)
    return _written(Company(), wanted, "company.opened", by, at)


def paper_in(country: str) -> str:
    """What offices there print letters on."""
    return Paper.US_LETTER if country.strip().upper() in LETTER_COUNTRIES else Paper.DIN_5008_B


@transaction.atomic
def change_company(
    *, company: Company, values: Mapping[str, Any], by: str, at: dt.datetime
) -> Company:
    """The company with these values, or as it was where one of them is refused."""
    return _written(company, values, "company.changed", by, at)


def _written(
    company: Company, values: Mapping[str, Any], kind: str, by: str, at: dt.datetime
) -> Company:
    if unknown := sorted(set(values) - OWN_WORDS):
        known = ", ".join(sorted(OWN_WORDS))
        raise CannotChange(f"{', '.join(unknown)}: no such field. There are: {known}.")
    before = company.base_currency
    for field, value in values.items():
        setattr(company, field, _typed(field, value))
    _check_money(company)
    _check_words(company)
    _check(company)
    company.save()
    if company.base_currency != before:
        company.rates.all().delete()  # they say what a currency is worth in the one before
    record(
        kind=kind,
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values=dict(values),
    )
    return company


def _typed(field: str, value: Any) -> Any:
    """Without spaces around it; nothing is none where the field knows none; a list by lines."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if isinstance(Company._meta.get_field(field), ArrayField):
        return [line.strip() for line in text.splitlines()]
    return None if not text and Company._meta.get_field(field).null else text


def _check_money(company: Company) -> None:
    """The currency is known, IBAN and BIC can be right; all are kept as written ISO."""
    company.base_currency = company.base_currency.upper()
    if company.base_currency not in currencies():
        said = f'"{company.base_currency}" is no currency.'
        raise CannotChange(errors={"base_currency": said})
    for field, kind in (("iban", iban), ("bic", bic)):
        if not (number := getattr(company, field)):
            continue
        try:
            setattr(company, field, kind.validate(number))
        except StdnumError as error:
            said = f'"{number}" is no {field.upper()}. {error}'
            raise CannotChange(errors={field: said}) from error


def _check_words(company: Company) -> None:
    """Its language is one that texts are written in; its phone can be dialled."""
    if not is_spoken(company.language):
        said = f'Nothing is written in "{company.language}". Choose one of {", ".join(SPOKEN)}.'
        raise CannotChange(errors={"language": said})
    phone = company.contact_phone
    if phone and sum(map(str.isdigit, phone)) < LEAST_DIGITS:
        said = f'"{phone}" is not a phone number; write it as +49 30 1234567.'
        raise CannotChange(errors={"contact_phone": said})


def _check(company: Company) -> None:
    try:
        company.full_clean()
    except ValidationError as error:
        said = {field: " ".join(why) for field, why in error.message_dict.items()}
        raise CannotChange(errors=said) from error
    try:
        _ = company.zone
    except (KeyError, ValueError) as error:
        said = {
            "time_zone": f'No such time zone: "{company.time_zone}". Write it like Europe/Berlin.'
        }
        raise CannotChange(errors=said) from error
    try:
        company.calendar.is_business_day(dt.date(2024, 1, 1))
    except (KeyError, ValueError, NotImplementedError) as error:
        field = "holiday_region" if company.holiday_region else "country"
        said = {field: f"No public holidays are known for it: {error}"}
        raise CannotChange(errors=said) from error
