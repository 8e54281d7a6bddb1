"""The sample company is believable and can be walked at once."""

import pytest
from django.contrib.auth import authenticate

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.demo import sample
from collections_app.dunning.models import CallRound, Decision
from collections_app.invoices.models import Invoice, Summary
from collections_app.promises.actions import judge_promises
from collections_app.promises.models import Promise
from tests.factories import date, noon
from tests.web.days import played

DAY = "2026-11-24"  # a Tuesday


@pytest.fixture
def company(db: None, tmp_path, monkeypatch, django_capture_on_commit_callbacks) -> Company:
    monkeypatch.setattr(sample, "LOG_INS", tmp_path / "log-ins")
    with django_capture_on_commit_callbacks(execute=True):
        return sample.load(today=date(DAY), now=noon(DAY))


def test_log_ins_work_and_nobody_else_can_read_them(company: Company) -> None:
    lines = [line.split() for line in sample.LOG_INS.read_text().splitlines()]

    assert [(name, role) for name, _, role in lines] == [("nora", "manager"), ("jonas", "clerk")]
    for name, password, _ in lines:
        user = authenticate(username=name, password=password)
        assert user is not None
        assert list(user.companies.all()) == [company]
    assert sample.LOG_INS.stat().st_mode & 0o077 == 0


def test_it_rehearses_and_every_overdue_customer_is_looked_at(company: Company) -> None:
    overdue = Customer.objects.filter(summaries__overdue__gt=0).distinct()

    assert company.mode == "rehearsal"
    assert overdue.count() >= 12
    assert not overdue.exclude(look_on__lte=date(DAY)).exists()


def test_it_holds_what_a_first_look_should_meet(company: Company) -> None:
    customers = Customer.objects.filter(company=company)

    assert {one.currency for one in Invoice.objects.all()} >= {"EUR", "GBP", "JPY", "KWD"}
    assert {one.language for one in customers} == {"en", "de"}
    assert customers.filter(standing="key_account").exists()
    assert customers.filter(legal_form="sole_trader").exists()
    assert customers.filter(contacts__isnull=True).exclude(street="").exists()
    assert Invoice.objects.filter(kind="credit_note").exists()
    assert Summary.objects.filter(unapplied__gt=0).exists()
    assert Invoice.objects.count() >= 35


def test_its_first_day_meets_every_channel_and_reason(company: Company) -> None:
    judge_promises(company=company, day=date(DAY), at=noon(DAY))
    played(company, day=date(DAY), now=noon(DAY))

    decided = set(Decision.objects.values_list("code", flat=True))
    channels = set(Communication.objects.values_list("channel", flat=True))
    assert Decision.objects.count() == Customer.objects.count()
    assert {"notice", "unreachable", "held"} <= decided
    assert channels == {"email", "sms", "letter", "call"}
    assert Communication.objects.filter(state="waiting").count() >= 2
    assert CallRound.objects.exists()
    assert Promise.objects.filter(state="broken").exists()


@pytest.mark.parametrize("day", ["2026-11-28", "2027-01-01", "2028-02-29"])
def test_it_can_be_loaded_on_any_day(db: None, tmp_path, monkeypatch, day: str) -> None:
    monkeypatch.setattr(sample, "LOG_INS", tmp_path / "log-ins")

    company = sample.load(today=date(day), now=noon(day))
    played(company, day=date(day), now=noon(day))

    assert Decision.objects.count() == Customer.objects.count()
