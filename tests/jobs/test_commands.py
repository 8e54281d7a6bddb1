"""The commands that a person types, and what they answer."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from collections_app.companies.models import Company
from collections_app.dunning import composing
from collections_app.dunning.models import Notice
from collections_app.jobs.tasks import decide_company, send_company
from collections_app.mail import NO_SERVER
from collections_app.tasks.models import Task
from collections_app.users.models import User
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
    assert entry["lines"][0]["demanded"] == "1200.00"
    assert entry["attempts"][0]["outcome"] == "accepted"


def test_mode_names_what_is_missing(company, settings):
    settings.MAILERS = {"default": {"BACKEND": NO_SERVER}}
    Company.objects.update(sender_email="", iban="", account_holder="")

    with pytest.raises(CommandError) as refused:
        call_command("mode", "talbruck instruments gmbh", "live")

    said = str(refused.value)
    assert "a sender's e-mail address" in said
    assert "a way to pay" in said
    assert "a fresh ledger" in said
    assert "EMAIL_URL" in said
    assert "MAILBOX_URL" in said


def test_mode_switches_and_shows(company, capsys):
    call_command("mode", "Talbruck Instruments GmbH", "off")

    assert "is in mode off" in capsys.readouterr().out
    company.refresh_from_db()
    assert company.mode == "off"


def test_an_unknown_company_is_answered_with_the_known_ones(company):
    with pytest.raises(CommandError, match="There are: Talbruck Instruments GmbH"):
        call_command("mode", "Nobody Ltd", "off")


def test_a_company_is_opened_with_the_default_policy_and_changed(capsys):
    call_command("company", "Ostrand GmbH", "country=DE", "time_zone=Europe/Berlin", "--new")
    call_command("company", "ostrand", "iban=DE89 3704 0044 0532 0130 00")

    company = Company.objects.get()
    assert (company.country, company.iban) == ("DE", "DE89370400440532013000")
    assert company.policies.get().levels.filter(is_on=True).count() == 4
    assert "Ostrand GmbH" in capsys.readouterr().out


def test_a_part_of_a_name_changes_that_company_and_opens_none(company):
    call_command("company", "Talbruck", "sender_email=ar@talbruck.example")

    assert Company.objects.get().sender_email == "ar@talbruck.example"


def test_a_company_is_opened_only_where_that_is_said(company):
    with pytest.raises(CommandError, match="To open one of this name, add --new"):
        call_command("company", "Ostrand GmbH", "country=DE")

    assert Company.objects.get() == company


def test_no_second_company_of_the_same_name_is_opened(company):
    with pytest.raises(CommandError, match="is there already: change it"):
        call_command("company", "talbruck instruments gmbh", "--new", "country=DE")

    assert Company.objects.get() == company


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("time_zone=Mars", "No such time zone"),
        ("mode=live", "mode: no such field"),
        ("sender_email=nobody", "sender_email: Enter a valid email address"),
        ("nothing", "is no FIELD=VALUE"),
        ("bic=NOPE", 'bic: "NOPE" is no BIC'),
        ("iban=DE88370400440532013000", 'iban: "DE88370400440532013000" is no IBAN'),
        ("base_currency=XXQ", 'base_currency: "XXQ" is no currency'),
        ("legal_name= ", "legal_name: This field cannot be blank"),
    ],
)
def test_a_company_takes_no_nonsense(value, said):
    with pytest.raises(CommandError, match=said):
        call_command("company", "Ostrand GmbH", "--new", value)

    assert not Company.objects.exists()


@pytest.mark.parametrize("words", [[" ", "country=DE"], ["--new", " "], ["--new"]])
def test_a_blank_name_means_no_company(company, words):
    with pytest.raises(CommandError):
        call_command("company", *words)

    assert Company.objects.get() == company


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
    call_command("approve", str(waiting.pk), "--as-of", "2024-01-10")
    call_command("tick", "--as-of", "2024-01-10")

    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by) == ("accepted", "command")


def test_a_notice_that_cannot_be_written_is_parked_and_the_others_go(company, monkeypatch):
    broken = company.customers.get()
    factories.invoice(factories.customer(company), "2024-01-05", "500.00")
    write = composing.write_message

    def stumble(draft, **more):
        if draft.customer == broken:
            raise ValueError("a word that nobody can say")
        return write(draft, **more)

    monkeypatch.setattr(composing, "write_message", stumble)
    call_command("tick", "--as-of", "2024-01-10")
    call_command("tick", "--as-of", "2024-01-10")

    states = Notice.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["planned", "accepted"]
    task = Task.objects.get(kind="review_notice")
    assert task.customer == broken
    assert "a word that nobody can say" in task.values["error"]


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


def test_approving_what_is_not_there_is_refused(company):
    with pytest.raises(CommandError, match="There is no notice 999; nothing was approved"):
        call_command("approve", "999")


def test_a_log_that_cannot_be_written_is_answered_with_a_sentence(company, tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("export_log", str(tmp_path / "nowhere" / "log.jsonl"))


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--currency", "XXQ", '"XXQ" is not a currency'),
        ("--export", "/dev/null/x.csv", "/dev/null/x.csv cannot be written"),
    ],
)
def test_a_replay_that_cannot_end_well_does_not_begin(tmp_path, option, value, said):
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("Customer,Invoice number,Invoice date,Due date,Amount\n")
    days = ("--from", "2024-01-01", "--to", "2024-02-01")

    with pytest.raises(CommandError, match=said):
        call_command("replay", str(ledger), *days, option, value)


def test_beat_leaves_a_company_alone_that_a_command_walked_ahead(company):
    Company.objects.update(walked_on=date("2999-01-01"))

    decide_company(company.pk)
    send_company(company.pk)

    assert not Notice.objects.exists()


def test_a_person_is_let_in_and_logs_in_with_what_was_printed(company, capsys):
    call_command("person", "ada", "Ada Lovell", "--role", "manager", "--company", "Talbruck")

    said = capsys.readouterr().out
    name, password = re.search(r"Log in as (\S+) with (\S+) \(manager\)", said).groups()
    entered = Client().post(reverse("account_login"), {"login": name, "password": password})
    assert entered.status_code == 302
    ada = User.objects.get(username="ada")
    assert (ada.display_name, list(ada.companies.all())) == ("Ada Lovell", [company])


def test_who_has_a_log_in_is_let_into_a_second_company(company, capsys):
    call_command("person", "ada", "Ada Lovell", "--role", "manager", "--company", "Talbruck")
    second = factories.company(legal_name="Kolvesk Oy")

    call_command("person", "ada", "Ada Lovell", "--company", "Kolvesk")

    ada = User.objects.get(username="ada")
    assert set(ada.companies.all()) == {company, second}
    assert ada.role == "manager"
    assert "ada has a log-in and works for Kolvesk Oy too" in capsys.readouterr().out


def test_a_log_in_that_cannot_be_is_refused_with_a_sentence(company):
    with pytest.raises(CommandError, match="valid username"):
        call_command("person", "two words", "Somebody", "--company", "Talbruck")


def test_a_day_that_is_none_is_named(company):
    with pytest.raises(CommandError, match='"2026-13-01" is no day; write it as 2026-05-31'):
        call_command("tick", "--as-of", "2026-13-01")


def test_a_field_that_may_be_none_is_emptied(company):
    call_command("company", "Talbruck", "most_notices_a_day=50")
    call_command("company", "Talbruck", "most_notices_a_day=")

    assert Company.objects.get().most_notices_a_day is None
