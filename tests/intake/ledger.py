"""A company that takes in files, and the one short way to do it in a test."""

import datetime as dt

from collections_app.companies.models import Company
from collections_app.dunning.policies import give_default_policy
from collections_app.intake.choices import Kind
from collections_app.intake.invoices import import_invoices
from collections_app.intake.outcomes import Outcome
from collections_app.intake.sources import File, Told, prepare
from collections_app.invoices.models import Invoice

TODAY = dt.date(2026, 11, 2)
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
HEADER = "Customer number,Customer name,Invoice number,Invoice date,Due date,Amount,Balance"


def make_company(**fields) -> Company:
    company = Company.objects.create(**{"legal_name": "Nordlicht GmbH", "country": "DE"} | fields)
    give_default_policy(company=company)
    return company


def content_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def row(
    number: str, *, customer="C1,Acme Ltd", due="2026-10-01", amount="100.00", balance=""
) -> str:
    return f"{customer},{number},2026-09-01,{due},{amount},{balance or amount}"


def take_in(company: Company, *rows: str, day: dt.date = TODAY, **how) -> Outcome:
    """Import rows of the usual header as of a day; guesses are taken as confirmed."""
    content = how.pop("content", None) or content_of(*rows, header=how.pop("header", HEADER))
    told = {"as_of": day} | how.pop("told", {})
    prepared = prepare(
        company=company,
        kind=Kind.INVOICES,
        file=File("items.csv", content),
        source=how.pop("source", ""),
        told=Told(**told),
        today=day,
    )
    return import_invoices(
        prepared=prepared,
        by="test",
        at=NOON,
        today=day,
        **{"is_confirmed": True} | how,
    )


def balances(company: Company) -> dict[str, str]:
    """Open balance by invoice number."""
    rows = Invoice.objects.filter(company=company).order_by("number")
    return {one.number: f"{one.balance:.2f}" for one in rows}
