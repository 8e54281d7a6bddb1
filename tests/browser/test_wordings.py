"""A wording is written with the keyboard: completed, read at once, saved and published."""

import pytest
from playwright.sync_api import Page, expect

from collections_app.communications.models import Wording
from collections_app.companies.models import Company
from tests import factories
from tests.browser.visiting import PHONE, log_in, opened, violations
from tests.web.days import late_invoice

PATH = "/wordings/reminder/email/en/"


@pytest.fixture
def company(transactional_db: None) -> Company:
    company = factories.company()
    late_invoice(factories.customer(company, name="Vandrel Optics"), 12, "84.50")
    return company


@pytest.fixture
def editor(page: Page, company: Company) -> Page:
    log_in(page, company)
    page.goto(PATH)
    opened(page, "Reminder")
    return page


def at_the_top(page: Page):
    text = page.get_by_label("Text", exact=True)
    text.focus()
    page.keyboard.press("Control+Home")
    return text


def test_a_placeholder_is_completed_while_it_is_typed(editor: Page, complaints) -> None:
    text = at_the_top(editor)

    editor.keyboard.type("For {{ customer.n")
    options = editor.locator("#completions [role=option]")
    expect(options).to_have_count(2)
    editor.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    editor.keyboard.press("Enter")

    assert text.input_value().startswith("For {{ customer.number }}{{ greeting }}")
    expect(editor.get_by_role("listbox")).to_be_hidden()


def test_what_is_typed_is_read_at_once_and_published(
    editor: Page, company: Company, complaints
) -> None:
    at_the_top(editor)

    editor.keyboard.type("We must write to you.\n\n")
    expect(editor.locator("#findings")).to_contain_text("“must” is too hard this early.")
    mail = editor.frame_locator("iframe[name=as-mail]")
    expect(mail.get_by_text("We must write to you.")).to_be_visible()
    editor.keyboard.press("Control+Enter")
    expect(editor.get_by_text("The draft is saved.")).to_be_visible()
    editor.get_by_role("button", name="Publish as version 1").click()
    expect(editor.get_by_text("Version 1 holds for what is written now.")).to_be_visible()
    editor.get_by_role("link", name="Compare with what shipped").click()

    expect(editor.locator("ins").last).to_contain_text("We must write to you.")
    assert Wording.objects.get(company=company).body.startswith("We must write to you.")


def test_a_placeholder_is_put_in_from_the_list(editor: Page, complaints) -> None:
    text = at_the_top(editor)
    editor.get_by_text("Placeholders", exact=True).click()

    editor.get_by_role("button", name="clerk.hours").click()

    assert text.input_value().startswith("{{ clerk.hours }}{{ greeting }}")


@pytest.mark.parametrize("path", ["/wordings/", PATH, "/wordings/reminder/sms/es/"])
def test_the_pages_meet_the_standards_on_a_screen_and_a_phone(editor: Page, path: str) -> None:
    for size in (None, PHONE):
        if size:
            editor.set_viewport_size(size)
        editor.goto(path)
        if path != "/wordings/":
            editor.get_by_text("Placeholders", exact=True).click()
        assert violations(editor) == []
        assert not editor.evaluate("document.documentElement.scrollWidth > innerWidth")
