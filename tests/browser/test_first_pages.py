"""A clerk's morning in a real browser: log in, look, open what was sent, log a call."""

import pytest
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from tests import factories
from tests.browser.visiting import DESK, PHONE, log_in, opened, violations
from tests.web.days import late_invoice, waiting_notice


@pytest.fixture
def company(transactional_db: None) -> Company:
    one = factories.company()
    customer = factories.customer(one, name="Halvren Marine Supply OÜ")
    late_invoice(customer, 12, "1234.50")
    late_invoice(factories.customer(one, name="Quillhaven Foods"), 8, "90.00")
    waiting_notice(one)
    return one


@pytest.fixture
def nora(company: Company, page: Page, complaints: list[str]) -> Page:
    """Logged in as a manager, on the queue."""
    log_in(page, company)
    page.goto("/")
    opened(page, "Queue")
    return page


def open_customer(page: Page) -> None:
    page.get_by_role("link", name="Halvren Marine Supply OÜ").click()
    expect(page.get_by_role("heading", name="Halvren Marine Supply OÜ")).to_be_visible()


def test_a_contact_opens_to_exactly_what_was_sent(nora: Page) -> None:
    mail = Communication.objects.get(customer__name__startswith="Halvren")
    open_customer(nora)

    nora.locator(".hist summary").first.click()

    sent = nora.locator(".hist details[open] .mail").first
    expect(sent.locator("dd", has_text=mail.subject)).to_be_visible()
    assert sent.locator("pre").text_content() == mail.text
    sent.get_by_text("As it looked in the mail").click()
    seen = nora.frame_locator("iframe")
    expect(seen.get_by_text("1,234.50 EUR").first).to_be_visible()
    assert "thank you for your order" in seen.locator("body").inner_text()


def test_a_logged_call_stands_first_in_the_history(nora: Page) -> None:
    open_customer(nora)

    nora.get_by_label("Spoke").check()
    nora.get_by_label("What was said").fill("The approver is back on Monday.")
    nora.get_by_role("button", name="Save").click()

    said = nora.get_by_role("status").get_by_text("Call logged: Spoke, Femke Oldaal.")
    expect(said).to_be_visible()
    newest = nora.locator(".hist > li").first
    expect(newest).to_contain_text("Spoke to Femke Oldaal")
    expect(newest).to_contain_text("The approver is back on Monday.")
    expect(nora.get_by_label("What was said")).to_have_value("")


def test_a_call_without_outcome_says_what_is_missing(nora: Page) -> None:
    open_customer(nora)

    nora.get_by_role("button", name="Save").click()

    expect(nora.get_by_text("Pick how the call ended, or open what was agreed.")).to_be_visible()
    assert not Communication.objects.filter(channel="call").exists()


def test_a_notice_is_approved_in_place(nora: Page) -> None:
    nora.get_by_role("link", name="Review", exact=False).first.click()

    nora.get_by_role("button", name="Approve reminder").click()

    expect(nora.get_by_text("No notice waits for approval.")).to_be_visible()
    assert not Communication.objects.filter(state="waiting").exists()


def test_the_queue_works_with_the_keyboard_alone(nora: Page) -> None:
    first, second = nora.locator("[data-row] .who").all_text_contents()[:2]

    nora.keyboard.press("j")
    nora.keyboard.press("j")
    nora.keyboard.press("k")
    nora.keyboard.press("j")
    nora.keyboard.press("Enter")

    expect(nora.get_by_role("heading", level=1, name=second)).to_be_visible()
    assert first != second


@pytest.mark.parametrize(("width", "lines"), [(1440, 1), (1200, 1), (1024, 2), (760, 2)])
def test_the_kinds_of_work_stand_in_whole_lines(nora: Page, width: int, lines: int) -> None:
    nora.set_viewport_size({"width": width, "height": 900})
    boxes = [one.bounding_box() for one in nora.locator(".kinds a").all()]

    assert len({box["y"] for box in boxes if box}) == lines
    assert max(box["height"] for box in boxes if box) < 62  # a number and one line of words
    assert nora.evaluate("document.querySelector('.kinds').scrollWidth") <= width


@pytest.mark.parametrize("query", ["", "?channel=email"])
def test_the_historys_filters_stand_side_by_side_and_fold_on_a_phone(
    nora: Page, query: str
) -> None:
    nora.set_viewport_size(DESK)
    nora.goto(f"/history/{query}")
    opened(nora, "History")
    tops = {
        nora.get_by_label(name, exact=True).bounding_box()["y"]
        for name in ("What was said", "Customer", "By", "Channel", "Direction")
    }
    assert len(tops) == 1

    nora.set_viewport_size(PHONE)

    expect(nora.get_by_text("More filters")).to_be_visible()
    expect(nora.get_by_label("Channel", exact=True)).to_be_visible(visible=bool(query))


def test_slash_finds_a_customer(nora: Page) -> None:
    nora.keyboard.press("/")
    nora.keyboard.type("quill")
    nora.keyboard.press("Enter")

    expect(nora.get_by_role("main")).to_contain_text("Quillhaven Foods")
    expect(nora.get_by_role("main")).not_to_contain_text("Halvren")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_everybody_can_read_them(nora: Page, scheme: str) -> None:
    nora.emulate_media(color_scheme=scheme)
    customer = Communication.objects.get(customer__name__startswith="Halvren").customer
    paths = ["/", f"/customers/{customer.pk}/", "/review/", "/customers/", "/settings/", "/policy/"]

    for path in paths:
        nora.set_viewport_size(PHONE)
        nora.goto(path)
        for one in nora.locator(".hist > li > details > summary").all():
            one.click()
        assert nora.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert violations(nora) == [], path
        nora.set_viewport_size({"width": 1440, "height": 900})
        assert violations(nora) == [], path
