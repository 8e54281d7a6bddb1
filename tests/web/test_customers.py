"""The customer's page."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.actions import log_contact
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.actions import set_standing
from collections_app.desk.notes import write_note
from collections_app.disputes.actions import open_dispute
from collections_app.dunning.actions import enter_reached
from collections_app.dunning.models import CallRound
from collections_app.reports import chronology
from collections_app.reports.words import day_name
from collections_app.tasks.actions import open_task
from tests import factories
from tests.web.days import late_invoice, walked
from tests.web.opening import opened


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Halvren Marine")


def page(client: Client, customer: Customer) -> str:
    response = client.get(reverse("customers:detail", args=[customer.pk]))
    assert response.status_code == 200
    return response.text


def log(client: Client, customer: Customer, **values):
    path = reverse("customers:wrap_up", args=[customer.pk])
    return client.post(path, values, headers={"HX-Request": "true"})


def call_is_due(company: Company, customer: Customer) -> None:
    """The second letter was sent elsewhere, long ago enough for a call today."""
    invoice = late_invoice(customer, 60, "500.00")
    told_on = timezone.now().date() - timezone.timedelta(days=30)
    enter_reached(reached=[(invoice, "second_letter", told_on)])
    walked(company)


def test_page_shows_amounts_invoices_and_the_next_level(
    company: Company, clerk: Client, customer: Customer
) -> None:
    invoice = late_invoice(customer, 12, "1234.50")
    walked(company)

    html = page(clerk, customer)

    assert "Halvren Marine" in html
    assert '1,234.50<span class="cur">EUR</span>' in html
    assert invoice.number in html
    assert "then first letter on" in html
    assert "Femke Oldaal" in html


def test_a_customer_who_owes_nothing_waits_for_no_walk(clerk: Client, company: Company) -> None:
    nobody = factories.customer(company, name="Nothing At All")

    page = clerk.get(reverse("customers:detail", args=[nobody.pk])).text

    assert "<b>Nothing is open.</b>" in page
    assert "The next walk decides" not in page


def test_a_credit_note_alone_is_not_disputed_or_said_to_be_paid(
    clerk: Client, company: Company
) -> None:
    credited = factories.customer(company, name="Credit Alone")
    late_invoice(credited, 12, "120.00", kind="credit_note", number="CN-1")

    page = clerk.get(reverse("customers:detail", args=[credited.pk])).text

    assert "CN-1" in page and '<h2>Open invoices</h2><span class="quiet">0</span>' in page
    assert not re.search(r'data-act="(paid|dispute|promise)"', page)


def test_history_opens_to_exactly_what_was_sent(
    company: Company, clerk: Client, customer: Customer
) -> None:
    invoice = late_invoice(customer, 12)
    walked(company)
    mail = Communication.objects.get()

    html = opened(clerk, reverse("customers:detail", args=[customer.pk]))

    assert mail.recipient in html
    assert mail.subject in html
    assert "thank you for your order" in html
    assert reverse("communications:html", args=[mail.pk]) in html
    assert f"<td>{invoice.number}</td><td>Reminder</td>" in html
    assert "Wording “Reminder”, version 1 as shipped, en. Written by Ladder." in html
    assert "Rehearsal: nothing left the house." in html
    assert "accepted: Rehearsal: nothing left." in html


def test_logging_a_call_puts_it_first_in_the_history(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 12)
    walked(company)
    contact = customer.contacts.get()

    response = log(clerk, customer, outcome="reached", contact=contact.pk, note="Pays on Friday.")

    assert response.status_code == 200
    first = re.search(r'<ol class="hist">\s*<li>.*?</details>', response.text, re.S)[0]
    assert "Spoke" in first
    assert "Pays on Friday." in first
    assert "Call logged: Spoke, Femke Oldaal." in response.text
    history = opened(clerk, reverse("customers:history", args=[customer.pk]))
    assert "Logged by Ada" in history
    assert 'hx-swap-oob="innerHTML"' in response.text


def test_without_scripts_logging_a_call_leads_back_to_the_page(
    company: Company, clerk: Client, customer: Customer
) -> None:
    path = reverse("customers:wrap_up", args=[customer.pk])

    response = clerk.post(path, {"outcome": "no_answer"}, follow=True)

    assert response.redirect_chain == [(reverse("customers:detail", args=[customer.pk]), 302)]
    assert "Call logged: No answer." in response.text


def test_a_conversation_ends_the_open_round_and_its_task(
    company: Company, clerk: Client, customer: Customer
) -> None:
    call_is_due(company, customer)
    assert "Ask why the payment has not come." in page(clerk, customer)

    response = log(clerk, customer, outcome="reached")

    assert CallRound.objects.get().state == "ended"
    assert "Ask why the payment has not come." not in response.text
    [planned] = customer.tasks.filter(state="open")
    assert planned.values == {"act": "call"}


def test_an_unanswered_dial_keeps_the_round_open(
    company: Company, clerk: Client, customer: Customer
) -> None:
    call_is_due(company, customer)

    log(clerk, customer, outcome="no_answer")

    assert CallRound.objects.get().state == "open"
    assert CallRound.objects.get().dials == 1


def test_history_goes_on_without_gap_or_repeat(
    clerk: Client, customer: Customer, monkeypatch
) -> None:
    monkeypatch.setattr(chronology, "ENTRIES", 3)
    now = timezone.now()
    for n in range(8):  # two at each moment
        at = now - timezone.timedelta(hours=n // 2)
        log_contact(
            customer=customer,
            channel=Channel.NOTE,
            purpose="note",
            text=f"note {n}.",
            by="x",
            at=at,
        )

    seen, path = [], reverse("customers:history", args=[customer.pk])
    while path:
        html = clerk.get(path, headers={"HX-Request": "true"}).text
        seen += re.findall(r"“note (\d)\.”", html)
        more = re.search(r'hx-get="([^"]+before=[^"]+)"', html)
        path = more[1] if more else ""

    assert sorted(seen) == list("01234567")
    assert [int(one) // 2 for one in seen] == [0, 0, 1, 1, 2, 2, 3, 3]


def queries(client: Client, customer: Customer) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, customer)
    return len(captured)


def test_queries_do_not_grow_with_what_is_shown(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 12)
    walked(company)
    log(clerk, customer, outcome="no_answer")
    few = queries(clerk, customer)
    for n in range(8):
        late_invoice(customer, 12 + n)
        factories.contact(customer)
        log(clerk, customer, outcome="no_answer")

    assert queries(clerk, customer) == few <= 12


def test_a_call_of_another_day_is_not_asked_for_today(
    company: Company, clerk: Client, customer: Customer
) -> None:
    customer.contacts.update(phone="+31235550100")
    late_invoice(customer, 60, "500.00")
    task = {"company_id": company.pk, "customer_id": customer.pk, "kind": "call"}
    today, subject = timezone.now().date(), ("customer", customer.pk)
    open_task(subject=subject, due_on=today, at=timezone.now(), **task)
    assert "Call now" in page(clerk, customer)

    log(clerk, customer, outcome="no_answer")

    html = page(clerk, customer)
    assert "Call now" not in html
    assert "btn-primary" not in html.split('aria-label="Whom to call"')[1].split("</section>")[0]


def test_the_script_of_a_call_asks_for_little_more(
    company: Company, clerk: Client, customer: Customer
) -> None:
    call_is_due(company, customer)

    assert queries(clerk, customer) <= 12


@pytest.mark.parametrize(
    "wanted",
    [
        "quillhaven",
        "haven fo",
        "10422",
        "i-77",
        "I-77",
        "Bram",
        "bram@quill",
        "020 5550 199",
        "+31 20 5550199",
        "1,234.50",
        "1.234,50",
        "1'234.50",
        "1 234,5",
        "2234.50",
        "haven food",
        "Foods Quill",
        "quilhaven",
        "026-1",
    ],
)
def test_a_customer_is_found_by_whatever_a_caller_says_and_opened_at_once(
    company: Company, clerk: Client, customer: Customer, wanted: str
) -> None:
    late_invoice(customer, 3, "99.00")
    name = {"name": "Quillhaven Foods", "name_key": "quillhaven foods"}
    other = factories.customer(company, number="10422", **name)
    late_invoice(other, 3, "1234.50", number="I-77")
    late_invoice(other, 3, "1000.00", number="B-2026-1")
    other.contacts.update(name="Bram Tal", email="bram@quill.example", phone="+31205550199")

    found = clerk.get(reverse("customers:index"), {"q": wanted})

    assert found.headers.get("Location") == reverse("customers:detail", args=[other.pk])


@pytest.mark.parametrize("wanted", ["2006000", "2,006,000", "2.006.000"])
def test_a_sum_without_decimals_is_found(
    company: Company, clerk: Client, customer: Customer, wanted: str
) -> None:
    late_invoice(customer, 3, "2006000", currency="JPY")

    found = clerk.get(reverse("customers:index"), {"q": wanted})

    assert found.headers.get("Location") == reverse("customers:detail", args=[customer.pk])


@pytest.mark.parametrize(
    "wanted",
    ["1,000.00", "400.00", "1,300.00", "1,900.00"],  # printed, left of it, overdue, in all
)
def test_a_sum_is_found_as_whoever_calls_reads_it(
    company: Company, clerk: Client, customer: Customer, wanted: str
) -> None:
    late_invoice(customer, 3, "1000.00", settled_by_ledger=Decimal(600))
    late_invoice(customer, 3, "900.00", promised=Decimal(900))
    late_invoice(customer, -9, "600.00")
    late_invoice(factories.customer(company), 3, "99.00")

    found = clerk.get(reverse("customers:index"), {"q": wanted})

    assert found.headers.get("Location") == reverse("customers:detail", args=[customer.pk])


def test_while_somebody_types_the_first_few_are_shown_and_none_is_opened(
    company: Company, clerk: Client
) -> None:
    for number in range(10):
        late_invoice(factories.customer(company, name=f"Ashby {number}"), 3, "99.00")
    typing = {"HX-Request": "true", "HX-Target": "found"}
    index = reverse("customers:index")

    html = clerk.get(index, {"q": "ashby"}, headers=typing).text

    assert html.count('role="option"') == 8
    assert "Enter shows all that match." in html and "<html" not in html
    assert clerk.get(index, {"q": ""}, headers=typing).text.strip() == ""
    assert "No customer matches." in clerk.get(index, {"q": "zzzz"}, headers=typing).text
    assert 'role="option"' in clerk.get(index, {"q": "Ashby 3"}, headers=typing).text


def test_several_that_are_found_are_listed_the_exact_one_first(
    company: Company, clerk: Client
) -> None:
    for name, number in (("Ashby 100", "1"), ("Ashby Tools", "2"), ("Zinc", "ashby")):
        factories.customer(company, name=name, name_key=name.lower(), number=number)
    late_invoice(factories.customer(factories.company(), name="Ashby elsewhere"), 3)

    html = clerk.get(reverse("customers:index"), {"q": "ashby"}).text

    assert re.findall(r'dir="auto">([^<]+)<', html) == ["Zinc", "Ashby 100", "Ashby Tools"]
    assert "No customer matches." in clerk.get(reverse("customers:index"), {"q": "zzz"}).text


@pytest.mark.parametrize("dialled", ["+49 (0)40/5550-123", "(040) 5550123", "0049 40 5550123"])
def test_a_caller_is_found_however_the_number_is_written(
    company: Company, clerk: Client, dialled: str
) -> None:
    caller = factories.customer(company, name="Who calls")
    caller.contacts.update(phone="+49405550123")

    found = clerk.get(reverse("customers:index"), {"q": dialled})

    assert found["Location"] == reverse("customers:detail", args=[caller.pk])


def test_a_search_that_no_name_can_hold_finds_nobody(clerk: Client, customer: Customer) -> None:
    response = clerk.get(reverse("customers:index"), {"q": "\x00"})

    assert response.status_code == 200
    assert customer.name not in response.text


def test_the_history_narrows_to_one_kind_of_contact(clerk: Client, customer: Customer) -> None:
    log(clerk, customer, outcome="no_answer")
    write_note(customer=customer, text="A note.", is_pinned=False, by="user:1", at=timezone.now())
    path = reverse("customers:history", args=[customer.pk])

    def shown(kind: str) -> tuple[bool, bool]:
        html = clerk.get(path, {"kind": kind}, headers={"HX-Request": "true"}).text
        return "Called, no answer" in html, "A note." in html

    assert shown("") == shown("moon") == (True, True)
    assert shown("calls") == (True, False)
    assert shown("notes") == (False, True)
    assert shown("written") == (False, False)
    assert "Nothing of this kind." in clerk.get(path, {"kind": "written"}).text


def test_a_form_sent_twice_is_one_call(clerk: Client, customer: Customer) -> None:
    once = re.search(r'name="once" value="([^"]+)"', page(clerk, customer))[1]

    for _ in range(2):
        assert log(clerk, customer, outcome="no_answer", once=once).status_code == 200

    assert Communication.objects.count() == 1


def test_every_figure_opens_to_what_it_is_made_of(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late, other = late_invoice(customer, 12, "1000.00"), late_invoice(customer, 20, "500.00")
    late_invoice(customer, 1, "240.00", kind="credit_note")
    open_dispute(
        invoice=late,
        amount=Decimal(300),
        reason="damaged",
        answer_due_on=timezone.now().date(),
        on=timezone.now().date(),
        by="user:1",
        at=timezone.now(),
    )

    html = page(clerk, customer)

    assert 'less disputed</td><td class="num">−300.00' in html
    assert 'less credit notes</td><td class="num">−240.00' in html
    assert 'To collect</td><td class="num">960.00' in html
    assert html.count(f'<td class="mid">{late.number}</td>') == 2  # overdue, and disputed
    assert html.count(f'<td class="mid">{other.number}</td>') == 1


def test_how_they_pay_is_said_in_words_beside_the_drawing(
    company: Company, clerk: Client, customer: Customer
) -> None:
    for days, late in ((60, 10), (40, 0), (30, -2)):
        paid = late_invoice(customer, days, "100.00", settled_by_ledger=Decimal(100))
        paid.settled_on = paid.due_on + timezone.timedelta(late)
        paid.save()

    html = page(clerk, customer)

    assert "3 days late on average" in html
    assert "Last 3 paid, oldest first: 10 days late, on time, 2 days early." in html


def test_contact_pressure_says_when_a_notice_may_go_again(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 12)
    before = page(clerk, customer)
    walked(company)
    log(clerk, customer, outcome="reached")

    after = page(clerk, customer)

    assert "0 of 1 in 7 days" in before
    assert "A notice may go." in before
    assert "1 of 1 in 7 days" in after
    assert f"Free again {day_name(timezone.now().date() + timezone.timedelta(7))}." in after
    assert "1 of 2 in 7 days" in after


def test_nobody_may_be_called_whose_number_is_not_known(clerk: Client, customer: Customer) -> None:
    customer.contacts.update(phone="", mobile="")
    before = page(clerk, customer)
    customer.contacts.update(phone="+49301234567")

    after = page(clerk, customer)

    assert "No number to call is known." in before
    assert "They may be called." not in before
    assert "They may be called." in after


def test_many_invoices_are_folded_and_none_is_lost(
    company: Company, clerk: Client, customer: Customer
) -> None:
    numbers = [late_invoice(customer, days).number for days in range(40)]

    html = page(clerk, customer)

    assert "28 more, due later" in html
    assert all(f'c-no mid">{number}' in html for number in numbers)


def test_the_page_of_a_stopped_customer_asks_nobody_to_call(
    company: Company, clerk: Client, customer: Customer
) -> None:
    customer.contacts.update(phone="+31235550100")
    call_is_due(company, customer)
    assert page(clerk, customer).count("Call Femke") == 2
    assert "Call now" in page(clerk, customer)

    set_standing(
        customer=customer,
        standing="insolvent",
        reason="Court notice",
        review_on=timezone.now().date() + timezone.timedelta(days=90),
        by="test",
        at=timezone.now(),
        on=timezone.now().date(),
    )
    walked(company)

    html = page(clerk, customer)
    assert "Nobody is contacted" in html
    assert "Nobody is called." in html
    assert "Call now" not in html
    assert 'href="tel:' in html  # the number stays to be read
    assert "Call Femke" not in html  # beside it, and in a phone's bar
    assert "They may be called" not in html
    assert "<dt>Then</dt>" not in html


def test_no_next_level_is_shown_for_a_rest_too_small_to_write_about(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 20, "3.10")
    walked(company)

    html = page(clerk, customer)

    assert "<dt>Then</dt>" not in html
    assert "then reminder on" not in html
