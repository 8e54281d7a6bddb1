"""The commands that a person types, and what they answer."""

import json

import pytest
from django.core.management import CommandError, call_command

from collections_app.companies.models import Company
from collections_app.dunning.models import Notice
from collections_app.jobs.tasks import decide_company, send_company
from tests import factories
from tests.factories import date

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company():
    one = factories.company(legal_name="Talbruck Instruments GmbH")
    factories.invoice(factories.customer(one), "2024-01-05", "1200.00")
    return one


def test_tick_says_what_the_day_did(company, capsys):
    call_command("tick", "--as-of", "2024-01-10")

    said = capsys.readouterr().out
    assert "1 notices and 0 calls planned, 1 messages rehearsed" in said


def test_tick_never_goes_back(company):
    call_command("tick", "--as-of", "2024-01-10")

    with pytest.raises(CommandError, match="never goes back"):
        call_command("tick", "--as-of", "2024-01-09")


def test_tick_without_a_company_says_how_to_begin():
    with pytest.raises(CommandError, match=r"manage\.py mode"):
        call_command("tick", "--as-of", "2024-01-10")


def test_the_log_holds_every_contact_as_it_was_sent(company, tmp_path):
    call_command("tick", "--as-of", "2024-01-10")

    call_command("export_log", str(tmp_path / "log.jsonl"))

    (line,) = (tmp_path / "log.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert entry["channel"] == "email"
    assert entry["state"] == "sent"
    assert entry["mode"] == "rehearsal"
    assert entry["sent_at"].startswith("2024-01-10")
    assert entry["recipient"].endswith("@vandrel.example")
    assert "1,200.00 EUR" in entry["text"]
    assert entry["lines"][0]["level"] == "reminder"
    assert entry["lines"][0]["demanded"] == "1200.000"
    assert entry["attempts"][0]["outcome"] == "accepted"


def test_mode_names_what_is_missing(company):
    Company.objects.update(sender_email="", iban="", account_holder="")

    with pytest.raises(CommandError) as refused:
        call_command("mode", "talbruck instruments gmbh", "live")

    said = str(refused.value)
    assert "a sender's e-mail address" in said
    assert "a way to pay" in said
    assert "a fresh ledger" in said


def test_mode_switches_and_shows(company, capsys):
    call_command("mode", "Talbruck Instruments GmbH", "off")

    assert "is in mode off" in capsys.readouterr().out
    company.refresh_from_db()
    assert company.mode == "off"


def test_an_unknown_company_is_answered_with_the_known_ones(company):
    with pytest.raises(CommandError, match="There are: Talbruck Instruments GmbH"):
        call_command("mode", "Nobody Ltd", "off")


def test_a_company_is_opened_with_the_default_policy_and_changed(capsys):
    call_command("company", "Ostrand GmbH", "country=DE", "time_zone=Europe/Berlin")
    call_command("company", "Ostrand GmbH", "iban=DE89370400440532013000")

    company = Company.objects.get()
    assert (company.country, company.iban) == ("DE", "DE89370400440532013000")
    assert company.policies.get().levels.count() == 4
    assert "Ostrand GmbH" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("time_zone=Mars", "No such time zone"),
        ("mode=live", "mode: no such field"),
        ("sender_email=nobody", "sender_email: Enter a valid email address"),
        ("nothing", "is no FIELD=VALUE"),
    ],
)
def test_a_company_takes_no_nonsense(value, said):
    with pytest.raises(CommandError, match=said):
        call_command("company", "Ostrand GmbH", value)

    assert not Company.objects.exists()


def test_a_part_of_the_name_is_enough_where_it_is_clear(company, capsys):
    call_command("mode", "talbruck")
    assert "is in mode rehearsal" in capsys.readouterr().out
    factories.company(legal_name="Talbruck Services GmbH")

    with pytest.raises(CommandError, match="There are"):
        call_command("mode", "talbruck")


def test_approve_lists_and_releases(company, capsys):
    factories.invoice(factories.customer(company, legal_form="sole_trader"), "2024-01-05", "500.00")
    call_command("tick", "--as-of", "2024-01-10")
    call_command("approve")
    assert "1 notices wait for approval" in capsys.readouterr().out

    waiting = Notice.objects.get(state="waiting")
    call_command("approve", str(waiting.pk))
    call_command("tick", "--as-of", "2024-01-10")

    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by) == ("accepted", "command")


def test_approving_twice_is_refused(company):
    notice = Notice.objects.create(
        company=company,
        customer=company.customers.get(),
        level="reminder",
        rank=1,
        wording="reminder",
        wording_rank=1,
        day=date("2024-01-10"),
        mode="rehearsal",
        state="cancelled",
    )

    with pytest.raises(CommandError, match="does not wait for approval"):
        call_command("approve", str(notice.pk))


def test_beat_leaves_a_company_alone_that_a_command_walked_ahead(company):
    Company.objects.update(walked_on=date("2999-01-01"))

    decide_company(company.pk)
    send_company(company.pk)

    assert not Notice.objects.exists()
