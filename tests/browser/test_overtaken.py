"""In a real browser: a colleague was quicker, and nothing that was typed is lost."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from collections_app.desk.actions import log_call
from tests import factories
from tests.browser.visiting import PHONE, at_customer, violations
from tests.web.conftest import person
from tests.web.days import late_invoice, walked

HALVREN = "Halvren Marine Supply OÜ"


@pytest.fixture
def customer(transactional_db: None) -> Customer:
    one = factories.customer(factories.company(), name=HALVREN)
    late_invoice(one, 20)
    walked(one.company)
    return one


@pytest.fixture
def nora(customer: Customer, page: Page, complaints: list[str]) -> Page:
    return at_customer(page, customer)


def a_colleague_calls(customer: Customer) -> None:
    now = timezone.now()
    log_call(
        customer=customer,
        contact=None,
        outcome="voicemail",
        note="",
        by=person("clerk", customer.company).actor,
        at=now,
        on=customer.company.day_of(now),
    )


def test_what_was_typed_stays_and_a_second_press_counts(nora: Page, customer: Customer) -> None:
    nora.keyboard.press("c")
    nora.keyboard.press("3")
    nora.locator("#id_note").fill("They pay on Friday.")
    a_colleague_calls(customer)

    nora.keyboard.press("Control+Enter")
    expect(nora.get_by_role("alert")).to_contain_text("left a voicemail")
    expect(nora.locator("#id_note")).to_have_value("They pay on Friday.")
    assert violations(nora) == []
    nora.keyboard.press("Control+Enter")

    expect(nora.locator("#said").get_by_text("Call logged: Spoke")).to_be_visible()
    texts = Communication.objects.filter(channel="call").order_by("created_at")
    assert [one.text for one in texts] == ["", "They pay on Friday."]


def test_on_a_phone_the_sheet_gives_way_to_the_news(nora: Page, customer: Customer) -> None:
    nora.set_viewport_size(PHONE)
    nora.get_by_role("button", name="Note", exact=True).click()
    nora.locator("#id_text").fill("Half a note")
    a_colleague_calls(customer)

    nora.locator("#save-note").click()
    expect(nora.get_by_role("alert")).to_be_in_viewport()
    nora.get_by_role("button", name="Note", exact=True).click()

    expect(nora.locator("#id_text")).to_have_value("Half a note")


def test_a_page_that_one_comes_back_to_shows_what_was_done_and_takes_the_next_call(
    nora: Page, customer: Customer
) -> None:
    for digit in ("2", "5"):
        nora.keyboard.press("c")
        nora.keyboard.press(digit)
        nora.keyboard.press("Control+Enter")
        expect(nora.locator("#said").get_by_text("Call logged")).to_be_visible()
        nora.goto("/")
        nora.go_back()
        expect(nora.locator("#customer .hist li")).not_to_have_count(0)

    expect(nora.locator("#customer .hist").get_by_text("voicemail")).to_be_visible()
    outcomes = Communication.objects.filter(channel="call").order_by("created_at")
    assert [one.why["outcome"] for one in outcomes] == ["voicemail", "refused"]
