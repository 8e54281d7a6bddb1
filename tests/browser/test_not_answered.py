"""In a real browser: a session ends, a server is down; nothing that was typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from tests import factories
from tests.browser.visiting import PASSWORD, PHONE, at_customer, violations
from tests.web.days import late_invoice, walked

TYPED = "The approver is back on Monday."
LOGGED_OUT = "You are logged out. What you typed is still here"


@pytest.fixture
def customer(transactional_db: None) -> Customer:
    one = factories.customer(factories.company())
    late_invoice(one, 20)
    walked(one.company)
    return one


@pytest.fixture
def nora(customer: Customer, page: Page) -> Page:
    return at_customer(page, customer, password=PASSWORD)


def begin_a_note(page: Page) -> None:
    page.keyboard.press("t")
    page.locator("#id_text").fill(TYPED)


def log_out(page: Page) -> None:
    page.context.clear_cookies()


def log_in_elsewhere(page: Page) -> None:
    """By the link in the sentence."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="log in in another tab").click()
    other = opened.value
    other.get_by_label("Name").fill("manager0")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Log in").click()
    expect(other.get_by_role("heading", level=1, name="Queue").first).to_be_visible()


def notes() -> list[str]:
    return list(Communication.objects.filter(channel="note").values_list("text", flat=True))


def test_what_was_typed_outlives_the_session(nora: Page) -> None:
    begin_a_note(nora)
    log_out(nora)

    nora.keyboard.press("Control+Enter")
    expect(nora.locator("#said")).to_contain_text(LOGGED_OUT)
    assert violations(nora) == []
    log_in_elsewhere(nora)
    expect(nora.locator("#id_text")).to_have_value(TYPED)
    nora.locator("#id_text").press("Control+Enter")

    expect(nora.locator("#said")).to_have_text("Note written.")
    assert notes() == [TYPED]


def test_what_the_page_asks_by_itself_does_not_leave_it(nora: Page) -> None:
    begin_a_note(nora)
    log_out(nora)

    nora.evaluate(
        "htmx.ajax('GET', document.querySelector('#here').getAttribute('hx-get'), '#here')"
    )

    expect(nora.locator("#said")).to_contain_text(LOGGED_OUT)
    expect(nora.locator("#id_text")).to_have_value(TYPED)


def test_a_log_in_elsewhere_does_not_make_the_form_too_old(nora: Page) -> None:
    begin_a_note(nora)
    other = nora.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Log out").click()
    other.get_by_label("Name").fill("manager0")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Log in").click()
    expect(other.get_by_role("heading", level=1, name="Queue").first).to_be_visible()

    nora.keyboard.press("Control+Enter")

    expect(nora.locator("#said")).to_have_text("Note written.")


def test_a_server_that_is_down_is_told_of_and_the_next_press_counts(nora: Page) -> None:
    begin_a_note(nora)
    nora.route("**/notes/", lambda route: route.abort("connectionrefused"))
    nora.keyboard.press("Control+Enter")
    expect(nora.locator("#said")).to_contain_text("The server cannot be reached")
    nora.unroute("**/notes/")

    nora.keyboard.press("Control+Enter")

    expect(nora.locator("#said")).to_have_text("Note written.")
    assert notes() == [TYPED]


def test_on_a_phone_it_is_said_in_front_of_the_sheet(nora: Page) -> None:
    nora.set_viewport_size(PHONE)
    nora.get_by_role("button", name="Note", exact=True).click()
    nora.locator("#id_text").fill(TYPED)
    nora.route("**/notes/", lambda route: route.fulfill(status=500))

    nora.locator("#save-note").click()

    said = nora.locator("dialog").get_by_text("Something went wrong at the server")
    expect(said).to_be_in_viewport()
    expect(nora.locator("#id_text")).to_have_value(TYPED)
