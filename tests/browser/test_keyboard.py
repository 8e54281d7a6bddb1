"""A day at the keyboard: find, open, log a call, write a note, hold, end the hold; no mouse."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Hold
from collections_app.tasks.actions import open_task
from collections_app.users.models import User
from tests import factories
from tests.browser.visiting import PHONE, log_in, opened, violations
from tests.web.days import late_invoice, walked

HALVREN = "Halvren Marine Supply OÜ"


@pytest.fixture
def company(transactional_db: None) -> Company:
    one = factories.company()
    for name, days in ((HALVREN, 40), ("Quillhaven Foods", 20), ("Vandrel Optics", 8)):
        customer = factories.customer(one, name=name)
        customer.contacts.update(phone="+37260055501")
        late_invoice(customer, days, "1234.50")
    walked(one)
    return one


@pytest.fixture
def nora(company: Company, page: Page, complaints: list[str]) -> Page:
    """Logged in as a manager, on the queue."""
    log_in(page, company)
    page.goto("/")
    opened(page, "Queue")
    return page


def type_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def has_focus_inside(page: Page, selector: str) -> bool:
    """Soon: the sentence may stand there a moment before the focus does."""
    page.wait_for_function("s => document.activeElement.closest(s)", arg=selector)
    return True


def said(page: Page, sentence: str) -> None:
    expect(page.locator("#said").get_by_text(sentence)).to_be_visible()


def test_a_customer_is_worked_without_a_mouse(nora: Page) -> None:
    type_keys(nora, "/")
    nora.keyboard.type("halvren")
    type_keys(nora, "Enter")
    opened(nora, HALVREN)

    type_keys(nora, "c", "3")
    nora.locator("#id_note").focus()
    nora.keyboard.type("c h n are letters here.")
    type_keys(nora, "Control+Enter")
    said(nora, "Call logged: Spoke, Femke Oldaal.")
    assert Communication.objects.get(channel="call").text == "c h n are letters here."
    assert has_focus_inside(nora, "#customer")

    type_keys(nora, "t")
    nora.keyboard.type("Approval run is on the 6th.")
    type_keys(nora, "Control+Enter")
    said(nora, "Note written.")
    assert has_focus_inside(nora, "#customer")

    type_keys(nora, "t")
    nora.keyboard.type("h")
    type_keys(nora, "Escape", "h")
    expect(nora.locator("#id_held")).to_be_focused()
    type_keys(nora, "Control+Enter")
    said(nora, "is on hold until")
    hold = Hold.objects.get()
    assert hold.ended_on is None

    nora.get_by_role("button", name="End hold").focus()
    type_keys(nora, "Enter")
    said(nora, "The hold is ended.")
    hold.refresh_from_db()
    assert hold.ended_on
    assert has_focus_inside(nora, "#customer")


def test_next_walks_down_the_filtered_queue(nora: Page) -> None:
    nora.locator("#kind-ladder").focus()
    type_keys(nora, "Enter")
    expect(nora).to_have_url("/?kind=ladder")
    assert has_focus_inside(nora, "#kind-ladder")

    type_keys(nora, "j", "Enter")
    opened(nora, HALVREN)
    type_keys(nora, "n")
    opened(nora, "Quillhaven Foods")
    nora.go_back()
    nora.go_back()

    expect(nora).to_have_url("/?kind=ladder")
    expect(nora.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_key_opens_what_was_agreed_for_the_earliest_hour_of_today(
    nora: Page, company: Company
) -> None:
    for hour, name in (("23:58", "Vandrel Optics"), ("00:01", HALVREN)):
        customer = Customer.objects.get(name=name)
        open_task(
            company_id=company.pk,
            customer_id=customer.pk,
            kind="follow_up",
            subject=("customer", customer.pk),
            due_on=company.day_of(timezone.now()),
            at=timezone.now(),
            values={"act": "call", "at": hour},
        )
    nora.reload()
    opened(nora, "Queue")
    expect(nora.get_by_role("navigation", name="Agreed for an hour of today")).to_be_visible()
    assert violations(nora) == []

    type_keys(nora, "t")

    opened(nora, HALVREN)


def test_a_question_mark_shows_the_keys_and_escape_closes_them(nora: Page) -> None:
    keys = nora.get_by_role("dialog", name="Keys")

    type_keys(nora, "?")
    expect(keys).to_contain_text("Next and previous row")
    type_keys(nora, "j", "Escape")

    expect(keys).to_be_hidden()


def test_single_letters_are_off_for_who_switched_them_off(nora: Page) -> None:
    User.objects.update(takes_letter_keys=False)
    nora.reload()

    type_keys(nora, "j", "/", "?")

    assert nora.evaluate("document.activeElement === document.body")
    expect(nora.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_more_rows_take_the_focus_with_them(nora: Page, company: Company, monkeypatch) -> None:
    monkeypatch.setattr("collections_app.reports.queue.ROWS", 2)
    nora.reload()

    nora.get_by_role("link", name="Show more").focus()
    type_keys(nora, "Enter")

    expect(nora.locator("[data-row]")).to_have_count(3)
    expect(nora.locator("[data-row]").nth(2).locator("[data-open]")).to_be_focused()


def test_pressing_twice_logs_one_call(nora: Page) -> None:
    nora.get_by_role("link", name=HALVREN).click()

    nora.get_by_role("button", name="No answer, again").dblclick()

    said(nora, "Call logged: No answer")
    assert Communication.objects.filter(channel="call").count() == 1


def test_an_open_entry_stays_open_after_an_act(nora: Page) -> None:
    nora.get_by_role("link", name=HALVREN).click()
    nora.locator(".hist summary").first.click()

    nora.get_by_role("button", name="No answer, again").click()
    said(nora, "Call logged: No answer")

    expect(nora.locator(".hist details[open] .mail")).to_have_count(1)


def test_on_a_phone_the_acts_are_a_sheet_within_reach(nora: Page) -> None:
    nora.set_viewport_size(PHONE)
    nora.get_by_role("link", name=HALVREN).click()
    expect(nora.get_by_label("What was said")).to_be_hidden()

    nora.get_by_role("button", name="Wrap up", exact=True).click()
    sheet = nora.get_by_role("dialog", name="Wrap up, note, hold")
    expect(sheet).to_be_in_viewport(ratio=1)
    sheet.get_by_role("button", name="Save").click()
    expect(sheet.get_by_text("Pick how the call ended, or open what")).to_be_visible()

    sheet.get_by_label("Voicemail").check()
    sheet.get_by_role("button", name="Save").click()

    said(nora, "Call logged: Voicemail")
    expect(sheet).to_be_hidden()
    expect(nora.get_by_role("heading", level=1)).to_be_focused()


def test_a_figure_opens_to_its_parts(nora: Page) -> None:
    nora.get_by_role("link", name=HALVREN).click()

    nora.locator(".fig.first summary").click()

    expect(nora.get_by_text("less credits, never below zero")).to_be_visible()
    expect(nora.locator(".sum tfoot")).to_contain_text("1,234.50")


def test_a_level_is_looked_at_sent_and_undone_without_a_mouse(nora: Page) -> None:
    nora.goto(f"/customers/{Customer.objects.get(name=HALVREN).pk}/")
    opened(nora, HALVREN)

    type_keys(nora, "s")
    expect(nora.get_by_role("heading", name="as it would go")).to_be_focused()
    assert violations(nora) == []
    type_keys(nora, "y", "Control+Enter")
    paper_takes_its_time = 20_000
    expect(nora.get_by_text("unless you undo it.")).to_be_visible(timeout=paper_takes_its_time)
    assert violations(nora) == []
    type_keys(nora, "u")
    said(nora, "Stopped. Nothing left, and the ladder is as before.")

    assert Communication.objects.latest("created_at").state == "cancelled"
    type_keys(nora, "t")  # the page's parts still find each other
    nora.keyboard.type("Sent too early.")
    type_keys(nora, "Control+Enter")
    said(nora, "Note written.")


def test_a_mail_is_written_and_undone_without_a_mouse(nora: Page) -> None:
    nora.get_by_role("link", name=HALVREN).click()
    opened(nora, HALVREN)

    type_keys(nora, "e")
    expect(nora.get_by_label("Subject")).to_be_focused()
    nora.keyboard.type("Your order")
    type_keys(nora, "Tab")
    nora.keyboard.type("Hello Femke, the order form follows. ")
    assert violations(nora) == []
    type_keys(nora, "Control+Enter")
    said(nora, "The mail to Femke Oldaal goes in a moment.")

    type_keys(nora, "u")
    said(nora, "The mail is stopped. Nothing left.")
    assert Communication.objects.get(purpose="own_mail").state == "cancelled"


def test_who_is_found_while_typing_is_opened_by_arrows_and_enter(nora: Page) -> None:
    nora.keyboard.press("/")
    nora.keyboard.type("quill")
    found = nora.get_by_role("listbox", name="Customers found").get_by_role("option")
    expect(found).to_have_count(1)
    assert violations(nora) == []

    nora.keyboard.press("ArrowDown")
    expect(found).to_have_attribute("aria-selected", "true")
    nora.keyboard.press("Enter")

    opened(nora, "Quillhaven Foods")
