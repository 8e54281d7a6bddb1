"""The demo company can be begun on any day, and is the same each time."""

from itertools import islice

import pytest

from collections_app.communications.models import Communication
from collections_app.communications.pages import as_looked_at
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.demo import sample
from collections_app.dunning.models import Decision, NoticeLine
from collections_app.invoices.models import Invoice
from collections_app.jobs.day import companies_at_work, play
from collections_app.users.models import User
from tests.factories import date, noon

DAY = "2026-11-24"  # a Tuesday
INVOICE = ("number", "customer__number", "issued_on", "due_on", "amount", "balance", "settled_on")
LOGGED = ("customer__number", "channel", "purpose", "state", "recipient", "created_at", "text")
LINE = ("invoice__number", "level", "on_day", "accepted_on", "pay_by", "demanded", "void")


@pytest.fixture(autouse=True)
def log_ins(db: None, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sample, "LOG_INS", tmp_path / "log-ins")


def load(day: str, days: int) -> Company:
    return sample.load(today=date(day), now=noon(day), days=days)


def test_log_ins_work_and_nobody_else_can_read_them(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        company = load(DAY, 3)

    lines = [line.split() for line in sample.LOG_INS.read_text().splitlines()]
    assert [(name, role) for name, _, role in lines] == [
        ("nora", "manager"),
        ("jonas", "clerk"),
        ("mira", "clerk"),
        ("ida", "administrator"),
    ]
    for name, password, _ in lines:
        user = User.objects.get(username=name)
        assert user.check_password(password)
        assert list(user.companies.all()) == [company]
    assert sample.LOG_INS.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("day", ["2026-11-28", "2027-01-01", "2028-02-29"])
def test_it_can_be_loaded_on_any_day(day: str) -> None:
    company = load(day, 40)

    play(company, day=date(day), now=noon(day))

    assert company.mode == "rehearsal"
    assert company.ledger_as_of == date(day)
    overdue = Customer.objects.filter(summaries__overdue__gt=0).distinct()
    assert overdue.exclude(decision__isnull=False).count() == 0
    assert Decision.objects.count() > 50


def test_it_is_the_same_each_time() -> None:
    load(DAY, 40)
    first = told()
    Company.objects.update(is_replay=True)

    load(DAY, 40)

    assert told() == first
    assert all(first)


def told() -> tuple[list[tuple], ...]:
    """The ledger, the log and the ladder, without ids and the links that nobody can guess."""
    logged = Communication.objects.values_list(*LOGGED)
    return (
        sorted(Invoice.objects.values_list(*INVOICE), key=str),
        sorted(((*one, as_looked_at(text)) for *one, text in logged), key=str),
        sorted(NoticeLine.objects.values_list(*LINE), key=str),
    )


def test_a_past_that_was_cut_short_is_closed_to_beat_and_begun_anew() -> None:
    assert sample.is_needed()
    with pytest.raises(RuntimeError, match="cut"):
        sample.load(today=date(DAY), now=noon(DAY), days=30, progress=cut_after_ten)
    assert sample.is_needed()
    assert not companies_at_work().exists()

    company = load(DAY, 3)

    assert not sample.is_needed()
    assert list(Company.objects.all()) == list(companies_at_work()) == [company]
    assert User.objects.count() == len(sample.PEOPLE)


def cut_after_ten(days):
    yield from islice(days, 10)
    raise RuntimeError("cut")
