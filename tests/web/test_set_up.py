"""Set up: the company is opened, each step says what is missing, a test mail proves the sender."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from collections_app.communications.drafting import keep_wordings, publish_draft, save_draft
from collections_app.communications.proving import is_proven, last_tries
from collections_app.communications.shipped import shipped_wording
from collections_app.companies.installation import stop_sending
from collections_app.companies.models import Company
from collections_app.dunning.models import Simulation
from collections_app.history.models import Event
from collections_app.jobs.readiness import missing_for
from collections_app.mail import NO_SERVER, SMTP
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests import factories
from tests.stand_ins.smtp import smtp_server
from tests.web.conftest import client_of, person
from tests.web.days import looked_at

NEW = {
    "legal_name": "Ostrand GmbH",
    "country": "DE",
    "time_zone": "Europe/Berlin",
    "base_currency": "EUR",
    "language": "de",
    "street": "Werkstrasse 14",
    "postal_code": "34117",
    "city": "Kassel",
    "region": "",
    "register_line": "",
}


@pytest.fixture
def boss(db: None) -> User:
    return person(Role.ADMINISTRATOR, email="ida@talbruck.example")


@pytest.fixture
def office(boss: User) -> Client:
    return client_of(boss)


def missing(company: Company) -> list[str]:
    now = timezone.now()
    return missing_for(company, "live", day=company.day_of(now), now=now)


def at_server(settings: Any, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": options}}


def try_mail(client: Client, company: Company) -> str:
    return client.post(f"/set-up/companies/{company.pk}/test-mail", follow=True).text


def test_an_administrator_without_a_company_is_led_to_open_one(office: Client) -> None:
    assert office.get("/customers/")["Location"] == "/set-up/company/"

    page = office.post("/set-up/companies/", NEW, follow=True)

    company = Company.objects.get()
    assert page.redirect_chain == [(f"/set-up/?company={company.pk}", 302)]
    assert "Ostrand GmbH is open. Nothing leaves before you go live." in page.text
    assert (company.mode, company.policies.count(), company.users.count()) == ("off", 1, 1)
    assert company.time_zone == "Europe/Berlin"


def test_the_country_proposes_what_is_usual_there(office: Client) -> None:
    page = office.get("/set-up/company/", {"legal_name": "Ostrand AG", "country": "CH"})
    again = office.get("/set-up/company/", {"country": "CH"}, headers={"HX-Request": "true"})

    assert 'value="Ostrand AG"' in page.text
    for said in ('value="Europe/Zurich" selected', 'value="CHF"', 'value="de" selected'):
        assert said in page.text and said in again.text
    assert "<html" not in again.text


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"legal_name": ""}, "This field is required."),
        ({"country": ""}, "This field is required."),
        ({"legal_name": "talbruck"}, "talbruck is there already"),
        ({"base_currency": "XXQ"}, "is no currency"),
        ({"time_zone": "Mars"}, "No such time zone"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(office: Client, wrong: dict, said: str) -> None:
    factories.company(legal_name="Talbruck")

    answer = office.post("/set-up/companies/", NEW | wrong)

    [field] = wrong
    place = answer.text.index(f'id="id_{field}_error"')
    assert answer.status_code == 422
    assert said.replace('"', "&quot;") in answer.text[place : place + 900]
    assert Company.objects.count() == 1


def test_a_second_company_is_added_from_settings(office: Client, boss: User) -> None:
    boss.companies.set([factories.company()])

    assert 'href="/set-up/company/"' in office.get("/settings/").text
    office.post("/set-up/companies/", NEW)

    assert boss.companies.count() == 2


def test_each_step_says_what_is_missing_and_the_first_is_next(office: Client) -> None:
    office.post("/set-up/companies/", NEW | {"city": ""})

    page = office.get("/set-up/").text

    steps = page.split('id="step-')[1:]
    assert "an address" in steps[0] and 'aria-current="step"' in steps[0]
    assert "a named contact with a phone" in steps[1]
    assert "a way to pay" in steps[2]
    assert "a fresh ledger" in steps[3]
    assert "first letter, second letter, call." in steps[4]
    assert page.count('aria-current="step"') == 1


def test_until_the_company_is_live_the_way_to_the_set_up_is_shown(
    office: Client, boss: User
) -> None:
    company = factories.company(mode="off")
    boss.companies.set([company])
    clerk = client_of(person(Role.CLERK, company))

    assert "Go on with the set-up" in office.get("/").text
    assert 'title="Set up"' in office.get("/").text
    assert "Go on with the set-up" not in clerk.get("/").text
    Company.objects.update(mode="live", live_since=factories.date("2024-01-01"))
    assert 'title="Set up"' not in office.get("/").text


def test_a_mode_that_is_switched_on_the_set_up_comes_back_to_it(office: Client, boss: User) -> None:
    company = factories.company(mode="off")
    boss.companies.set([company])

    said = {"mode": "rehearsal", "back": "set-up"}
    page = office.post(f"/settings/companies/{company.pk}/mode/", said, follow=True)

    assert page.redirect_chain == [(f"/set-up/?company={company.pk}", 302)]
    assert "It is on. What is due is decided every five minutes." in page.text


def test_a_test_mail_that_the_server_takes_proves_the_sender(
    office: Client, boss: User, settings: Any
) -> None:
    company = factories.company()
    boss.companies.set([company])

    with smtp_server() as (mailbox, port):
        at_server(settings, port)
        page = try_mail(office, company)
        again = try_mail(office, company)

    [kept] = mailbox.kept
    assert kept.recipients == ["ida@talbruck.example"]
    assert kept.message["From"] == f"{company} <ar@talbruck.example>"
    assert "The mail server took the test mail to ida@talbruck.example." in page
    assert "One went a moment ago." in again
    assert is_proven(last_tries(company))
    event = Event.objects.get(kind="sender.tried")
    assert (event.by, event.company_id) == (boss.actor, company.pk)
    assert event.values["reply"] == "250 OK kept as 1"


def test_what_the_server_says_against_it_is_shown_and_proves_nothing(
    office: Client, boss: User, settings: Any
) -> None:
    company = factories.company()
    boss.companies.set([company])

    with smtp_server(MAIL="550 5.7.1 sender refused") as (_, port):
        at_server(settings, port)
        page = try_mail(office, company)

    assert "5.7.1 sender refused" in page
    assert not is_proven(last_tries(company))
    assert "a test mail that the mail server took" in missing(company)


def test_another_sender_is_proven_anew(db: None) -> None:
    company = factories.company()
    looked_at(company)
    assert is_proven(last_tries(company))

    company.sender_email = "dunning@talbruck.example"

    assert not is_proven(last_tries(company))


def test_a_stopped_installation_sends_no_test_mail(
    office: Client, boss: User, settings: Any
) -> None:
    company = factories.company()
    boss.companies.set([company])
    stop_sending(by="test", at=timezone.now())

    with smtp_server() as (mailbox, port):
        at_server(settings, port)
        page = try_mail(office, company)

    assert "Nothing may leave this installation now." in page
    assert mailbox.kept == []


def test_who_has_no_address_is_told_how_to_get_one(company: Company, manager: Client) -> None:
    assert "no e-mail address: Settings, Your own, gives" in try_mail(manager, company)
    assert not Event.objects.exists()


def test_somebody_reads_the_wordings_or_publishes_one(company: Company, manager: Client) -> None:
    asked = "somebody who read the wordings"
    assert asked in missing(company)
    other = factories.company()
    place, at = shipped_wording("reminder", "email", "en"), timezone.now()
    words = {"subject": f"{place.subject} today", "body": place.body}

    manager.post(f"/set-up/companies/{company.pk}/wordings")
    save_draft(company=other, place=place, **words, seen_at=None, by="test", at=at)
    assert asked in missing(other)
    publish_draft(company=other, place=place, by="test", at=at)

    assert asked not in missing(company) + missing(other)


def test_what_may_not_be_said_keeps_a_company_from_going_live(company: Company) -> None:
    keep_wordings(company=company, by="test", at=timezone.now())
    company.wordings.create(
        key="reminder",
        channel="email",
        language="en",
        subject="Invoice",
        body="Pay now or we sue you.",
        published_by="test",
        published_at=timezone.now(),
    )

    assert "wordings that may go; mend: Reminder, e-mail, en" in missing(company)


def test_a_look_ahead_at_nobody_is_none(company: Company) -> None:
    looked_at(company)
    assert not [one for one in missing(company) if "30 days" in one]

    Simulation.objects.update(customers=0)

    assert "a look at the next 30 days, under Policy" in missing(company)


def test_who_was_live_before_is_not_asked_to_look_again(db: None) -> None:
    company = factories.company(live_since=factories.date("2024-01-01"))

    asked = " ".join(missing(company))

    assert "test mail" not in asked and "30 days" not in asked and "read the" not in asked


def test_where_only_the_machine_lacks_something_the_step_says_what_to_do(
    company: Company, manager: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.MAILERS["default"], "BACKEND", NO_SERVER)

    page = manager.get("/set-up/").text

    assert "set EMAIL_URL where Dunwell is started, as .env.sample shows" in page
    assert "See who writes" in page and "Say who writes" not in page
    Company.objects.update(sender_email="")
    assert "Say who writes" in manager.get("/set-up/").text
