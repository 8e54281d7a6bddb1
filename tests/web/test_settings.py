"""Settings: who may change what, and what is said where a value is wrong."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.actions import open_company
from collections_app.companies.answer_address import proof_address, prove
from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.mail import NO_SERVER
from collections_app.users.models import User
from tests import factories
from tests.documents.test_logos import a_file
from tests.replies.mails import came, mailbox_just_read, written
from tests.web.days import late_invoice, looked_at, walked

HTMX = {"HX-Request": "true"}
CALENDAR = {
    "time_zone": "Europe/Berlin",
    "holiday_region": "HE",
    "window_opens": "08:30",
    "window_closes": "16:00",
    "fresh_days": "2",
    "promise_tolerance_days": "2",
    "reply_hold_days": "3",
}
COMPANY = {"legal_name": "Talbruck", "language": "de", "base_currency": "EUR"}
PAYMENT = {"account_holder": "Talbruck", "iban": "DE89 3704 0044 0532 0130 00", "bic": ""}


def change(client: Client, company: Company, section: str, values: dict):
    path = reverse("settings:change", args=[company.pk, section])
    return client.post(path, values, headers=HTMX)


def switch(client: Client, company: Company, mode: str):
    path = reverse("settings:mode", args=[company.pk])
    return client.post(path, {"mode": mode}, headers=HTMX)


def test_a_manager_changes_a_section_and_the_history_knows(
    company: Company, manager: Client
) -> None:
    response = change(manager, company, "calendar", CALENDAR)

    company.refresh_from_db()
    assert response.status_code == 200
    assert "Calendar and limits saved." in response.text
    assert (company.time_zone, company.fresh_days) == ("Europe/Berlin", 2)
    assert company.window_opens.isoformat() == "08:30:00"
    assert Event.objects.get(kind="company.changed").values["holiday_region"] == "HE"


@pytest.mark.parametrize(
    "section, values, field, said",
    [
        ("calendar", CALENDAR | {"time_zone": "Mars"}, "time_zone", "No such time zone"),
        ("calendar", CALENDAR | {"holiday_region": "XX"}, "holiday_region", "No public holidays"),
        ("calendar", CALENDAR | {"fresh_days": "-1"}, "fresh_days", "greater than or equal to 0"),
        ("calendar", CALENDAR | {"window_opens": "late"}, "window_opens", "Enter a valid time."),
        ("payment", PAYMENT | {"iban": "DE88 3704"}, "iban", "is no IBAN"),
        ("payment", PAYMENT | {"pay_link": "nowhere"}, "pay_link", "Enter a valid URL."),
        ("senders", {"sender_email": "nobody"}, "sender_email", "Enter a valid email address."),
        ("company", {"legal_name": ""}, "legal_name", "This field is required."),
        ("company", COMPANY | {"language": "xx"}, "language", "Nothing is written in"),
        ("senders", {"contact_phone": "hello"}, "contact_phone", "is not a phone number"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_saved(
    company: Company, manager: Client, section: str, values: dict, field: str, said: str
) -> None:
    response = change(manager, company, section, values)

    place = response.text.index(f'id="id_{field}_error"')
    assert response.status_code == 422
    assert said in response.text[place : place + 900]
    assert not Event.objects.filter(kind="company.changed").exists()


def test_a_window_that_closes_before_it_opens_is_refused(company: Company, manager: Client) -> None:
    response = change(manager, company, "calendar", CALENDAR | {"window_closes": "07:00"})

    assert response.status_code == 422
    assert "Pick a time after 08:30." in response.text
    assert "Constraint" not in response.text
    assert not Event.objects.exists()


def test_without_scripts_a_section_is_saved_or_shown_with_its_error(
    company: Company, manager: Client
) -> None:
    path = reverse("settings:change", args=[company.pk, "calendar"])

    saved = manager.post(path, CALENDAR)
    refused = manager.post(path, CALENDAR | {"time_zone": "Mars"})

    assert saved["Location"] == f"{reverse('settings:list')}?company={company.pk}"
    assert refused.status_code == 422
    assert "No such time zone" in refused.text


def test_a_company_has_its_own_reasons_of_disputes(company: Company, manager: Client) -> None:
    own = "Wrong price\r\n\r\n  Short   shelf life \r\nWrong price"

    assert "Disputes saved." in change(manager, company, "disputes", {"dispute_reasons": own}).text

    company.refresh_from_db()
    assert company.dispute_reasons == ["Wrong price", "Short shelf life"]
    page = manager.get(reverse("customers:detail", args=[factories.customer(company).pk])).text
    assert 'value="price"' in page and "Short shelf life</label>" in page
    assert "Delivered late" not in page
    many = "\n".join(str(number) for number in range(10))
    refused = change(manager, company, "disputes", {"dispute_reasons": many})
    assert "Write at most 9 reasons; these are 10." in refused.text


def test_going_live_names_what_is_missing_and_is_not_done(
    company: Company, manager: Client, monkeypatch
) -> None:
    monkeypatch.setitem(settings.MAILERS["default"], "BACKEND", NO_SERVER)
    page = manager.get(reverse("settings:list"))

    response = switch(manager, company, "live")

    company.refresh_from_db()
    assert "a mail server: set EMAIL_URL" in page.text
    assert "a way to hear what comes back: set MAILBOX_URL" in page.text
    assert "cannot be switched to live yet" in response.text
    assert company.mode == "rehearsal"


def test_going_live_says_whether_mail_for_the_reply_address_arrives(
    company: Company, manager: Client
) -> None:
    path = reverse("settings:list")
    none_yet = manager.get(path).text
    another = came(written("Hello.", To="sales@talbruck.example"), at=timezone.now())
    of_another = manager.get(path).text
    arrived = written("Hello.", To=company.answers_to.upper(), **{"Message-ID": "<2@x.example>"})
    came(arrived, at=timezone.now())
    seen = manager.get(path).text

    assert (another.company, another.to) == (company, "")
    assert f"No mail for {company.answers_to} was seen here yet" in none_yet
    assert f"No mail for {company.answers_to} was seen here yet" in of_another
    assert f"A mail for {company.answers_to} was last seen here" in seen


def test_a_company_that_lacks_nothing_goes_live_and_is_stopped_at_once(
    company: Company, manager: Client, monkeypatch
) -> None:
    monkeypatch.setitem(settings.MAILERS["default"], "BACKEND", "smtp")
    monkeypatch.setattr(settings, "MAILBOX", mailbox_just_read())
    company.ledger_as_of = company.day_of(factories.noon("2026-01-01"))
    company.save()
    looked_at(company)

    live = switch(manager, company, "live")
    company.refresh_from_db()
    went_live = company.mode
    stopped = switch(manager, company, "off")
    company.refresh_from_db()

    assert went_live == "live"
    assert "is switched to live." in live.text
    assert "is switched to off." in stopped.text
    assert company.mode == "off"
    assert "Sending is stopped" in manager.get("/").text


def test_the_ladder_is_told_level_by_level(company: Company, clerk: Client) -> None:
    html = clerk.get(reverse("settings:list")).text

    for said in ("Reminder", "3 business days", "e-mail, else SMS, else post", "post and e-mail"):
        assert said in html
    assert "Minimum to demand of a customer: <b>20.00</b>" in html


def test_the_voice_message_is_switched_on_below_the_call(company: Company, manager: Client) -> None:
    path = reverse("settings:level", args=[company.policies.get().pk, "voice_message"])

    said = manager.post(path, {"is_on": "1"}, headers=HTMX).text

    assert "Voice message is on." in said
    assert "voice message, else SMS" in said
    assert said.index("Second letter") < said.index("35 days after due") < said.index("Call")


def test_the_thank_you_is_switched_on_and_stands_last(company: Company, manager: Client) -> None:
    path = reverse("settings:level", args=[company.policies.get().pk, "thank_you"])

    said = manager.post(path, {"is_on": "1"}, headers=HTMX).text

    assert "Thank you is on." in said
    assert "Once all is paid" in said
    assert said.index("Final notice") < said.index("Once all is paid")
    assert company.policies.get().levels.get(key="thank_you").is_on


def test_an_optional_level_is_switched_on_and_off(company: Company, manager: Client) -> None:
    policy = company.policies.get()
    path = reverse("settings:level", args=[policy.pk, "third_notice"])

    on = manager.post(path, {"is_on": "1"}, headers=HTMX)
    was_on = policy.levels.get(key="third_notice").is_on
    manager.post(path, {"is_on": "0"}, headers=HTMX)

    assert "Third notice is on." in on.text
    assert was_on
    assert not policy.levels.get(key="third_notice").is_on


@pytest.mark.parametrize("key", ["reminder", "moon_phase"])
def test_a_level_of_the_standard_ladder_stays_on(
    company: Company, manager: Client, key: str
) -> None:
    policy = company.policies.get()

    response = manager.post(reverse("settings:level", args=[policy.pk, key]), {"is_on": "0"})

    assert response.status_code == 404
    assert policy.levels.get(key="reminder").is_on


def test_a_clerk_reads_the_settings_and_changes_none(company: Company, clerk: Client) -> None:
    html = clerk.get(reverse("settings:list")).text

    assert "Save company" not in html
    assert "Stop sending" not in html
    assert change(clerk, company, "calendar", CALENDAR).status_code == 403
    assert switch(clerk, company, "off").status_code == 403


def test_another_company_is_not_found(company: Company, manager: Client) -> None:
    foreign = factories.company()

    assert change(manager, foreign, "calendar", CALENDAR).status_code == 404
    assert switch(manager, foreign, "off").status_code == 404
    path = reverse("settings:level", args=[foreign.policies.get().pk, "third_notice"])
    assert manager.post(path, {"is_on": "1"}).status_code == 404
    assert change(manager, company, "moon", CALENDAR).status_code == 404


def test_single_letter_keys_are_everybodys_own_choice(company: Company, auditor: Client) -> None:
    path = reverse("settings:keys")

    off = auditor.post(path, {}, headers=HTMX)

    assert "Single-letter keys are off." in off.text
    assert 'data-letters="off"' in auditor.get("/").text
    assert not User.objects.get().takes_letter_keys
    auditor.post(path, {"letters": "on"})
    assert User.objects.get().takes_letter_keys


def test_the_days_cap_is_set_emptied_and_told(company: Company, manager: Client) -> None:
    answer = change(manager, company, "calendar", CALENDAR | {"most_notices_a_day": "350"})
    assert "Today: 350." in answer.text

    answer = change(manager, company, "calendar", CALENDAR | {"most_notices_a_day": ""})

    assert "Today: 200." in answer.text
    company.refresh_from_db()
    assert company.most_notices_a_day is None


def test_a_manager_chooses_the_paper_and_the_colour_of_letters(
    company: Company, manager: Client
) -> None:
    response = change(manager, company, "paper", {"paper": "us_letter", "colour": "#702459"})

    company.refresh_from_db()
    assert "Paper and colour saved." in response.text
    assert (company.paper, company.colour) == ("us_letter", "#702459")


def test_a_colour_that_nobody_could_read_is_refused(company: Company, manager: Client) -> None:
    response = change(manager, company, "paper", {"paper": "us_letter", "colour": "#ffd000"})

    assert response.status_code == 422
    assert "choose a darker shade" in response.text
    company.refresh_from_db()
    assert company.colour == "#0b6170"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "paper"), [("US", "us_letter"), ("DE", "din_5008_b"), ("", "din_5008_b")]
)
def test_a_new_company_has_the_paper_of_its_country(country: str, paper: str) -> None:
    opened = open_company(
        legal_name="Brand New", values={"country": country}, by="command", at=timezone.now()
    )

    assert opened.paper == paper


def give_logo(client: Client, company: Company, content: bytes | None):
    path = reverse("settings:change_logo", args=[company.pk])
    file = {} if content is None else {"logo": SimpleUploadedFile("logo.svg", content)}
    return client.post(path, file, headers=HTMX)


def test_a_logo_is_drawn_anew_shown_and_taken_away(
    company: Company, manager: Client, tmp_path, settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = reverse("settings:logo", args=[company.pk])
    assert manager.get(path).status_code == 404

    given = give_logo(manager, company, a_file("JPEG"))

    shown = manager.get(path)
    assert "The logo is on every letter and mail from now on." in given.text
    assert shown.content.startswith(b"\x89PNG")
    assert Event.objects.get(kind="company.logo").company_id == company.pk
    give_logo(manager, company, None)
    assert manager.get(path).status_code == 404


def test_what_is_no_picture_is_no_logo(company: Company, manager: Client) -> None:
    response = give_logo(manager, company, b"<svg onload='alert(1)'/>")

    company.refresh_from_db()
    assert "This is no picture" in response.text
    assert company.logo == ""


def test_settings_say_that_texts_are_for_what_is_owed_to_the_company(
    company: Company, clerk: Client
) -> None:
    page = clerk.get(reverse("settings:list")).text

    assert "SMS and voice are for what is owed to you: never for another" in page


def test_that_the_mailbox_takes_tokens_is_proven_by_a_mail_and_ended_by_a_button(
    manager: Client, company: Company
) -> None:
    page = manager.get(reverse("settings:list")).text
    assert f"mailto:{proof_address(company)}" in page
    prove(company=company, by="mailbox", at=timezone.now())
    assert "proven by a mail" in manager.get(reverse("settings:list")).text

    answer = manager.post(reverse("settings:no_tokens", args=[company.pk]), headers=HTMX)

    company.refresh_from_db()
    assert f"mailto:{proof_address(company)}" in answer.text
    assert "Mails go without tokens from now on." in answer.text


def test_rates_are_brought_in_and_shown_with_their_day(
    company: Company, manager: Client, clerk: Client
) -> None:
    late_invoice(factories.customer(company), 5, "100.00", currency="USD")
    late_invoice(factories.customer(company), 5, "30000", currency="JPY")
    walked(company)
    path = reverse("settings:rates", args=[company.pk])
    bad = SimpleUploadedFile("rates.csv", b"currency,day,rate\nUSD,soon,0.9\n")
    good = SimpleUploadedFile("rates.csv", b"currency,day,rate\nUSD,2024-01-09,0.9200\n")
    assert "Nothing is converted: there is no rate for JPY, USD" in settings_page(manager)

    refused = manager.post(path, {"rates": bad}, headers={"HX-Request": "true"})
    taken = manager.post(path, {"rates": good}, headers={"HX-Request": "true"})

    assert refused.status_code == 422
    assert "Line 2 is no rate: write it as USD,2026-11-03,0.9217." in refused.text
    assert "Rates of USD taken in." in taken.text
    assert "at rates of Tue 9 Jan" in taken.text and ">0.92<" in taken.text
    assert "at rates of Tue 9 Jan" in settings_page(manager)
    assert "has no rate and is not in it. A currency without a rate stands alone" in taken.text
    assert "without a rate a currency stands alone" in manager.get(reverse("policy:page")).text
    assert "Pick a CSV file first." in manager.post(path, headers={"HX-Request": "true"}).text
    assert clerk.post(path, {"rates": good}).status_code == 403


def settings_page(client: Client) -> str:
    return client.get(reverse("settings:list")).text
