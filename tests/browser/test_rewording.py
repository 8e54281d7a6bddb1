"""A text that waits is changed in its place, and what nobody may say is told beside it."""

import pytest
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from tests import factories
from tests.browser.visiting import PHONE, log_in, opened, violations
from tests.web.days import waiting_notice


@pytest.fixture
def review(page: Page, transactional_db: None) -> Page:
    company: Company = factories.company()
    waiting_notice(company)
    log_in(page, company)
    page.goto("/review/")
    opened(page, "Review")
    return page


def begun(page: Page):
    page.get_by_role("link", name="Change text").press("Enter")
    text = page.get_by_label("Text of this reminder")
    expect(text).to_be_visible()
    return text


def test_a_sentence_is_added_and_the_message_says_it(review: Page, complaints) -> None:
    text = begun(review)
    text.focus()
    review.keyboard.press("Control+Home")
    review.keyboard.type("We spoke on the phone on Monday.\n\n")
    assert violations(review) == []

    review.get_by_role("button", name="Keep this text").press("Enter")

    expect(review.get_by_role("link", name="Text changed")).to_be_visible()
    assert Communication.objects.get().text.startswith("We spoke on the phone on Monday.")


def test_a_threat_stays_typed_and_is_not_kept(review: Page, complaints) -> None:
    review.set_viewport_size(PHONE)
    begun(review).fill("We will take legal action.")

    review.get_by_role("button", name="Keep this text").click()

    expect(review.get_by_text("has no place before the final notice.")).to_be_visible()
    expect(review.get_by_label("Text of this reminder")).to_have_value("We will take legal action.")
    assert violations(review) == []
    assert review.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert Communication.objects.get().changed == {}
