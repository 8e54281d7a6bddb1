"""A clerk's wrap-ups without a mouse; each job says how many keys it takes."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Hold
from collections_app.promises.models import Promise, SaysPaid
from collections_app.tasks.models import Task
from tests import factories
from tests.browser.keys import Keys
from tests.browser.visiting import PHONE, at_customer, violations
from tests.web.days import late_invoice, walked

HALVREN = "Halvren Marine Supply OÜ"


@pytest.fixture
def customer(transactional_db: None) -> Customer:
    company: Company = factories.company()
    one = factories.customer(company, name=HALVREN, country="EE")
    one.contacts.update(phone="+37260055501")
    late_invoice(one, 40, "300.00")
    late_invoice(one, 20, "200.00")
    walked(company)
    return one


@pytest.fixture
def nora(customer: Customer, page: Page, complaints: list[str]) -> Page:
    return at_customer(page, customer)


@pytest.fixture
def keys(nora: Page) -> Iterator[Keys]:
    yield Keys(nora)


def ahead(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days)


def as_typed(day: dt.date) -> str:
    """How a date is typed into the browser's own field."""
    return f"{day:%m%d%Y}"


def next_act(customer: Customer) -> str:
    return Task.objects.get(customer=customer, state="open", subject_kind="customer").values["act"]


def test_no_answer_is_two_keys(keys: Keys, customer: Customer) -> None:
    keys.press("c", "1")
    keys.done("no answer", "Call logged: No answer")

    task = Task.objects.get(customer=customer, state="open")
    assert (task.kind, task.values["at"]) == ("call", "10:00")
    assert Communication.objects.get(channel="call").why["outcome"] == "no_answer"


def test_the_invoices_of_a_promise_are_picked_by_keys(keys: Keys, customer: Customer) -> None:
    keys.press("c", "3", "b")
    keys.typed(as_typed(ahead(7)))
    keys.settled()
    keys.press("Escape", "i", "Tab", "Space")
    expect(keys.page.locator("#id_mail_text")).to_have_value(re.compile("You pay 200.00 EUR"))
    keys.press("Control+Enter")
    expect(keys.page.locator("#said").get_by_text("promised for")).to_be_visible()

    assert Promise.objects.get().lines.get().invoice.amount == 200


def test_a_voicemail(keys: Keys, customer: Customer) -> None:
    keys.press("c", "2")
    keys.saved("voicemail", "Call logged: Voicemail")

    assert Communication.objects.get(channel="call").why["outcome"] == "voicemail"
    assert next_act(customer) == "call"


def test_a_promise_and_the_mail_that_sums_it_up(nora: Page, keys: Keys, customer: Customer) -> None:
    keys.press("c", "3", "b")
    keys.typed(as_typed(ahead(7)))
    expect(nora.locator("#id_mail_text")).to_have_value(_says("You pay 500.00 EUR by"))
    keys.saved("promise with follow-up mail", "500.00 EUR promised for")

    made, mail = Promise.objects.get(), Communication.objects.get(purpose="follow_up")
    assert (made.amount, made.promised_for, made.lines.count()) == (500, ahead(7), 2)
    assert (mail.state, mail.contact) == ("ready", customer.contacts.get())
    assert next_act(customer) == "check_payment"
    expect(nora.get_by_text("goes to Femke Oldaal.")).to_be_visible()
    keys.press("u")
    expect(nora.get_by_text("The mail is stopped. What was agreed stays.")).to_be_visible()
    mail.refresh_from_db()
    assert mail.state == "cancelled"


def test_the_mail_is_edited_and_goes_as_it_stands(nora: Page, keys: Keys) -> None:
    keys.press("c", "3", "b")
    keys.typed(as_typed(ahead(7)))
    expect(nora.locator("#id_mail_text")).to_have_value(_says("You pay 500.00 EUR by"))
    keys.press("Escape", "g", "Control+Home")
    keys.typed("Hello Femke. ")
    keys.press("Control+Enter")
    expect(nora.get_by_text("goes to Femke Oldaal.")).to_be_visible()

    assert Communication.objects.get(purpose="follow_up").text.startswith("Hello Femke. Dear Ms")


def test_a_dispute(keys: Keys, customer: Customer) -> None:
    keys.press("d", "3")
    keys.saved("dispute", "disputed, wrong price")

    dispute = Dispute.objects.get()
    assert (dispute.reason, dispute.amount) == ("price", 300)
    assert dispute.owner
    assert Task.objects.get(customer=customer, state="open").kind == "answer_dispute"
    assert not Communication.objects.filter(channel="call").exists()


def test_what_is_said_to_be_paid(keys: Keys, customer: Customer) -> None:
    keys.press("p")
    keys.typed(as_typed(ahead(-2)))
    keys.saved("says paid", "said to be paid")

    said = SaysPaid.objects.get()
    assert (said.amount, said.paid_on) == (300, ahead(-2))
    assert Task.objects.filter(customer=customer, kind="find_money", state="open").exists()


def test_a_hold(keys: Keys, customer: Customer) -> None:
    keys.press("h")
    keys.saved("hold", "is on hold until")

    assert Hold.objects.get().customer == customer


def test_a_new_contact(keys: Keys, customer: Customer) -> None:
    keys.press("f")
    keys.typed("Joost Maas")
    keys.press("Tab")
    keys.typed("+372 600 55599")
    keys.saved("new contact", "Contact Joost Maas noted")

    contact = customer.contacts.get(name="Joost Maas")
    assert contact.phone == "+37260055599"


def test_an_instalment_plan(nora: Page, keys: Keys, customer: Customer) -> None:
    keys.press("b")
    keys.typed(as_typed(ahead(7)))
    keys.press("Tab", "Tab", "Tab")
    expect(nora.locator("#id_parts")).to_be_focused()
    keys.typed("5")
    keys.saved("instalment plan", "promised in 5 instalments")

    amounts = Promise.objects.order_by("promised_for").values_list("amount", flat=True)
    assert list(amounts) == [100] * 5
    assert Promise.objects.filter(pauses=True).count() == 5


def test_a_wrong_number(nora: Page, keys: Keys, customer: Customer) -> None:
    keys.press("c", "4", "Tab", "Tab", "Space")
    expect(nora.locator("#id_is_wrong_number")).to_be_checked()
    keys.saved("wrong number", "Call logged: Wrong person")

    contact = Contact.objects.get()
    assert (contact.phone_state, contact.number) == ("bounced", "")
    kinds = Task.objects.filter(customer=customer, state="open").values_list("kind", flat=True)
    assert set(kinds) == {"fix_contact", "follow_up"}
    expect(nora.get_by_text("Wrong number")).to_be_visible()


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    nora: Page, keys: Keys
) -> None:
    keys.press("b")
    keys.typed(as_typed(ahead(-1)))
    keys.press("Control+Enter")

    expect(nora.get_by_text("Pick a date from")).to_be_visible()
    expect(nora.locator("#id_pays_on")).to_be_focused()
    expect(nora.locator("#id_pays_on")).to_have_value(ahead(-1).isoformat())
    assert not Promise.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_wrap_up(nora: Page, keys: Keys, scheme: str) -> None:
    nora.emulate_media(color_scheme=scheme)
    keys.press("c", "3")
    for piece in ("promise", "dispute", "paid", "contact"):
        keys.settled()
        nora.locator(f"#has-{piece}").check()
    expect(nora.locator("#id_mail_text")).to_be_visible()

    assert violations(nora) == []
    nora.set_viewport_size(PHONE)
    nora.get_by_role("button", name="Wrap up", exact=True).click()
    assert nora.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(nora) == []


def _says(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))
