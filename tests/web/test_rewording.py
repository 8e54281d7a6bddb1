"""A message that waits is changed before it is approved; many are decided with ticks."""

import datetime as dt
import re

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.drafting import avoid_word
from collections_app.communications.models import Communication, Wording
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Notice
from collections_app.dunning.rewording import rewording_of
from collections_app.history.models import Event
from collections_app.users.choices import Role
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, waiting_notice, walked
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mail(company: Company) -> Communication:
    waiting_notice(company)
    return Communication.objects.get()


def typed(mail: Communication, *, before: str = "", subject: str = "About TI-1") -> dict[str, str]:
    return {"subject": subject, "body": before + rewording_of(mail).now.body}


def change(client: Client, mail: Communication, **values: str):
    return client.post(reverse("review:change", args=[mail.pk]), values, headers=HTMX)


def a_day_later(company: Company) -> None:
    earlier = company.working_day(timezone.now()) - dt.timedelta(1)
    Notice.objects.filter(company=company).update(day=earlier)
    Communication.objects.update(key=Concat(F("key"), Value(" before")))


def test_the_text_is_shown_with_its_tables_by_name(manager: Client, mail: Communication) -> None:
    page = manager.get(reverse("review:begin_change", args=[mail.pk]))
    part = manager.get(reverse("review:begin_change", args=[mail.pk]), headers=HTMX).text

    assert page.status_code == 200
    assert "{{ block.invoices }}" in part
    assert "{{ oldest" not in part
    assert "Only this message is changed." in part


def test_only_this_message_goes_in_other_words(
    company: Company, manager: Client, mail: Communication
) -> None:
    other = waiting_notice(company).messages.get().communication
    was, wordings = other.text, Wording.objects.count()
    words = typed(mail, before="We spoke on the phone on Monday.\n\n", subject="As agreed")

    said = change(manager, mail, **words).text

    mail.refresh_from_db()
    other.refresh_from_db()
    assert f"The text to {mail.customer} is changed." in said
    assert "Text changed" in said
    assert mail.text.startswith("We spoke on the phone on Monday.")
    assert "We spoke on the phone on Monday." in mail.html
    assert "TI-" in mail.text and mail.subject == "As agreed"
    assert mail.wording is not None and mail.wording.key == "reminder"
    assert (other.text, Wording.objects.count()) == (was, wordings)
    page = opened(manager, reverse("review:list"))
    assert "version 1 as shipped" in page
    assert "Its text was changed by Ada." in page
    assert Event.objects.filter(kind="notice.reworded").count() == 1


def test_what_was_changed_goes_as_it_was_approved(manager: Client, mail: Communication) -> None:
    change(manager, mail, **typed(mail, before="We spoke on Monday.\n\n"))

    notice = Notice.objects.get()
    manager.post(reverse("review:approve", args=[notice.pk]), headers=HTMX)

    mail.refresh_from_db()
    assert mail.state == "ready"
    assert mail.text.startswith("We spoke on Monday.")


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("We will take legal action.\n\n", "has no place"),
        ("You owe {{ money }}.\n\n", "money"),
        ("{% include %}\n\n", ""),
    ],
)
def test_words_that_no_wording_may_have_are_refused_and_stay_typed(
    manager: Client, mail: Communication, before: str, why: str
) -> None:
    was = mail.text

    refused = change(manager, mail, **typed(mail, before=before))

    assert refused.status_code == 422
    assert "It cannot go like this." in refused.text
    assert why in refused.text and before.strip() in refused.text.replace("&#x27;", "'")
    mail.refresh_from_db()
    assert (mail.text, mail.changed) == (was, {})


def test_an_empty_text_is_no_message(manager: Client, mail: Communication) -> None:
    assert "A message has a text" in change(manager, mail, subject="Hello", body=" ").text
    empty = change(manager, mail, subject="Hello", body="{% if false %}x{% endif %}")
    assert empty.status_code == 422


def test_advice_does_not_keep_it_and_a_name_is_no_word(company: Company, manager: Client) -> None:
    avoid_word(
        company=company, language="en", word="invoice", instead="bill", by="u", at=timezone.now()
    )
    waiting_notice(company)
    mail = Communication.objects.get()

    said = change(manager, mail, **typed(mail, before="You must read this.\n\n")).text

    assert "is changed." in said
    assert "“must” is too hard this early." in said
    assert "own list" not in said


def test_the_wordings_text_comes_back(manager: Client, mail: Communication) -> None:
    was = mail.text
    change(manager, mail, **typed(mail, before="We spoke on Monday.\n\n"))

    said = manager.post(reverse("review:take_back", args=[mail.pk]), headers=HTMX).text

    mail.refresh_from_db()
    assert "is the wording&#x27;s again" in said
    assert (mail.text, mail.changed) == (was, {})


def test_what_was_changed_on_an_earlier_day_is_looked_at_again(
    company: Company, manager: Client, mail: Communication
) -> None:
    change(manager, mail, **typed(mail, before="We spoke on Monday.\n\n"))
    a_day_later(company)
    notice = Notice.objects.get()

    page = manager.get(reverse("review:list")).text
    refused = manager.post(reverse("review:approve", args=[notice.pk]), headers=HTMX).text

    assert "waits 1 day" in page and "Change text" not in page
    assert "was changed and states the dates of" in refused
    assert Notice.objects.get().state == "waiting"
    dated = manager.post(reverse("review:date_today", args=[notice.pk]), headers=HTMX).text
    assert "is dated today." in dated and "Change text" in dated
    new = Communication.objects.get(state="waiting")
    assert new.changed == {} and new.pk != mail.pk
    assert Notice.objects.get().day == company.working_day(timezone.now())


def test_a_letter_is_printed_anew(company: Company, manager: Client) -> None:
    customer = factories.customer(company, standing="key_account")
    customer.contacts.all().delete()
    letter = waiting_letter(company, customer)
    was = letter.pdf_sha256

    change(manager, letter, **typed(letter, before="We spoke on the phone.\n\n"))

    letter.refresh_from_db()
    assert letter.channel == "letter" and letter.pdf_sha256 not in ("", was)
    assert letter.text.startswith("We spoke on the phone.")


def waiting_letter(company: Company, customer: Customer) -> Communication:
    late_invoice(customer, 10)
    walked(company)
    return Communication.objects.get(customer=customer)


def test_only_who_approves_changes_a_text_and_only_of_their_company(
    company: Company, clerk: Client, mail: Communication
) -> None:
    stranger = client_of(person("manager", factories.company()))

    assert change(clerk, mail, **typed(mail)).status_code == 403
    assert change(stranger, mail, **typed(mail)).status_code == 404
    assert stranger.get(reverse("review:begin_change", args=[mail.pk])).status_code == 404


def test_the_ticked_ones_are_decided_together(company: Company, manager: Client) -> None:
    one, two, three = (waiting_notice(company) for _ in range(3))
    path = reverse("review:ticked", args=[company.pk])

    none = manager.post(path, {"decision": "approve"}, headers=HTMX).text
    unsaid = manager.post(path, {"notice": one.pk, "decision": "skip"}, headers=HTMX).text
    approved = manager.post(
        path, {"notice": [one.pk, two.pk], "decision": "approve"}, headers=HTMX
    ).text
    skipped = manager.post(
        path, {"notice": three.pk, "decision": "skip", "note": "Sales asks first."}, headers=HTMX
    ).text

    assert "Tick the notices first." in none
    assert "Say why this is skipped." in unsaid
    assert "2 notices approved." in approved
    assert "1 notice skipped." in skipped
    states = [Notice.objects.get(pk=n.pk).state for n in (one, two, three)]
    assert states == ["ready", "ready", "cancelled"]


def test_a_ticked_notice_of_another_company_stays(company: Company, manager: Client) -> None:
    foreign = waiting_notice(factories.company())
    path = reverse("review:ticked", args=[company.pk])

    said = manager.post(path, {"notice": foreign.pk, "decision": "approve"}, headers=HTMX).text

    assert "0 notices approved." in said
    foreign.refresh_from_db()
    assert foreign.state == "waiting"


def test_a_changed_one_among_the_ticked_says_why_it_stays(
    company: Company, manager: Client, mail: Communication
) -> None:
    change(manager, mail, **typed(mail, before="We spoke on Monday.\n\n"))
    a_day_later(company)
    notice = Notice.objects.get()
    path = reverse("review:ticked", args=[company.pk])

    said = manager.post(path, {"notice": notice.pk, "decision": "approve"}, headers=HTMX).text

    assert "0 notices approved." in said
    assert "was changed and states the dates of" in said


@pytest.mark.parametrize("way", ["one", "ticked"])
def test_words_that_somebody_else_wrote_meanwhile_are_read_before_they_go(
    company: Company, manager: Client, mail: Communication, way: str
) -> None:
    notice = Notice.objects.get()
    path = {
        "one": reverse("review:approve", args=[notice.pk]),
        "ticked": reverse("review:ticked", args=[company.pk]),
    }[way]
    other = client_of(person(Role.MANAGER, company))

    def approve(shown: str):
        at = re.search(r'name="shown_at" value="([^"]+)"', shown)[1]
        values = {"shown_at": at, "notice": notice.pk, "decision": "approve"}
        return manager.post(path, values, headers=HTMX)

    stale = manager.get(reverse("review:list")).text
    change(other, mail, **typed(mail, before="We spoke on Monday.\n\n"))
    refused = approve(stale).text

    assert "was changed since you saw it" in refused
    assert "Text changed" in refused
    notice.refresh_from_db()
    assert notice.state == "waiting"
    approve(refused)
    notice.refresh_from_db()
    assert notice.state == "ready"
