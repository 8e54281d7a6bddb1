"""The page for customers in a real browser: by keyboard, in both lights, and without scripts."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from tests import factories
from tests.web.days import late_invoice, walked

LONG = "Vandrel Optics and Fine Mechanical Instruments Manufacturing Company of Haarlem B.V."


@pytest.fixture
def path(transactional_db: None) -> str:
    """Of a mail about invoices in three currencies, with a long name and a copy."""
    company: Company = factories.company(has_customer_page=True, contact_hours="9:00–16:00")
    customer = factories.customer(company, name=LONG, number="C-20933", street="")
    late_invoice(customer, 30, "1200.00", number="TI-26-0344", purchase_order="PO 88121")
    late_invoice(customer, 12, "90000", currency="JPY", number="TI-26-0350")
    late_invoice(customer, 9, "18.250", currency="KWD", number="TI-26-0356")
    factories.invoice(customer, f"{timezone.now().date() + dt.timedelta(9)}", "75.00")
    walked(company)
    found = re.search(r"/account/[\w-]{43}/", Communication.objects.get().text)
    assert found
    return found[0]


def test_it_looks_right_and_is_answered_by_keyboard(
    page: Page, path: str, complaints: list[str], looks_right: Callable[[str], None]
) -> None:
    page.goto(path)
    looks_right("the account")
    page.goto(f"{path}?answer=promise")
    looks_right("an answer begun")

    day = timezone.now().date() + dt.timedelta(5)
    page.locator("#promise input[type=date]").fill(day.isoformat())
    page.keyboard.press("Tab")
    page.get_by_label("What else should we know?").locator("visible=true").focus()
    page.keyboard.type("Our payment run.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(page.locator("dd").nth(1)).to_have_text("1,200.00 EUR, 90,000 JPY and 18.250 KWD")
    looks_right("read once more")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Send").press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Nora Berg reads your answer")
    reply = Communication.objects.get(channel="page")
    assert reply.text.endswith("Our payment run.") and reply.why["told"]["on"] == f"{day}"


def test_it_works_without_scripts(browser: Browser, base_url: str, path: str) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=base_url).new_page()
    page.goto(path)
    page.get_by_text("Something is wrong").click()
    page.locator("#dispute").get_by_role("button", name="Go on").click()
    expect(page.locator("#dispute")).to_contain_text("Choose at least one invoice.")

    page.locator("#dispute").get_by_label("TI-26-0350").check()
    page.locator("#dispute").get_by_label("What is wrong", exact=True).select_option("price")
    page.locator("#dispute").get_by_label("What is wrong, in a few words").fill("Two too many.")
    page.locator("#dispute").get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Change it").click()
    page.locator("#dispute").get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    assert "TI-26-0350" in Communication.objects.get(channel="page").text
    page.context.close()


def test_a_link_that_opens_nothing_says_so(page: Page, live_server, looks_right) -> None:
    page.goto("/account/never/")

    expect(page.get_by_role("heading", name="This page is not here any more")).to_be_visible()
    looks_right("nothing here")
