"""The inbox with the keyboard alone, on a screen and on a phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from tests import factories
from tests.browser.visiting import PHONE, found_by_axe, log_in, opened
from tests.replies.mails import came, written
from tests.web.days import late_invoice

QUOTED = "Am Mo., 8. Jan. 2024 um 09:00 Uhr schrieb Talbruck:\n> Two invoices are overdue."


@pytest.fixture
def company(transactional_db: None) -> Company:
    company = factories.company()
    for name, email, words in (
        ("Vandrel Optics", "femke@vandrel.example", f"We pay both on Friday.\n\nFemke\n\n{QUOTED}"),
        ("Nordlicht Pumpen GmbH", "ap@nordlicht.example", "The second pump never arrived."),
    ):
        one = factories.customer(company, name=name)
        one.contacts.update(email=email)
        late_invoice(one, 24, "1200.00")
        late_invoice(one, 12, "84.50")
        came(written(words, From=f"Femke Oldaal <{email}>"), at=timezone.now())
    stranger = written("Please send invoice TI-00004 again.", From="m.roth@web.example")
    came(stranger, at=timezone.now())
    return company


@pytest.fixture
def inbox(page: Page, company: Company) -> Page:
    log_in(page, company)
    page.goto("/inbox/")
    opened(page, "Inbox")
    return page


def test_one_key_files_a_reply_and_the_next_one_is_on(inbox: Page, complaints) -> None:
    inbox.keyboard.press("6")

    expect(inbox.get_by_text("Reply of Vandrel Optics filed: read.")).to_be_visible()
    expect(inbox.locator(".reply.cursor")).to_contain_text("The second pump never arrived.")
    inbox.keyboard.press("3")
    opened(inbox, "Nordlicht Pumpen GmbH")
    filed = Communication.objects.get(customer__name="Nordlicht Pumpen GmbH", direction="in")
    assert filed.why["filed_as"] == "dispute"


def test_a_mail_is_answered_and_the_answer_taken_back_by_keys(inbox: Page, complaints) -> None:
    inbox.keyboard.press("j")
    inbox.keyboard.press("j")
    inbox.keyboard.press("e")
    text = inbox.get_by_label("Text")
    expect(text).to_be_focused()
    inbox.keyboard.press("Control+Enter")
    expect(inbox.get_by_text("Write the text, between greeting and close.")).to_be_visible()
    expect(text).to_be_focused()
    text.fill("Dear Femke,\n\nwe look for the pump.\n\nKind regards")
    inbox.keyboard.press("Control+Enter")

    expect(inbox.locator(".reply.cursor")).to_contain_text("Answer goes to Femke Oldaal.")
    expect(inbox.locator(".reply.cursor")).to_contain_text("The second pump never arrived.")
    inbox.keyboard.press("u")
    expect(inbox.get_by_text("The answer is stopped.")).to_be_visible()
    assert Communication.objects.get(purpose="answer").state == "cancelled"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["screen", "phone"])
def test_nothing_is_in_anybody_s_way(inbox: Page, complaints, theme: str, size: dict) -> None:
    inbox.emulate_media(color_scheme=theme)
    inbox.set_viewport_size(size)
    inbox.get_by_text("What it quotes").click()
    inbox.get_by_role("link", name="Answer").first.click()
    expect(inbox.get_by_label("Text")).to_be_focused()

    assert found_by_axe(inbox) == []
    assert inbox.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_key_that_is_held_down_presses_once_and_moves_on(inbox: Page) -> None:
    inbox.keyboard.down("6")
    expect(inbox.get_by_text("Reply of Vandrel Optics filed: read.")).to_be_visible()
    inbox.keyboard.down("6")  # it repeats itself
    inbox.wait_for_load_state("networkidle")

    assert Communication.objects.filter(why__has_key="filed_as").count() == 1
    inbox.keyboard.up("6")
    inbox.keyboard.press("6")
    expect(inbox.get_by_text("Reply of Nordlicht Pumpen GmbH filed: read.")).to_be_visible()


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["screen", "phone"])
def test_words_without_an_end_and_empty_lines_leave_the_page_its_shape(
    page: Page, company: Company, size
) -> None:
    endless = {"Subject": "i" * 390, "Message-ID": "<e@x.example>"}
    who = f"{'f' * 60}@{'o' * 60}.example"
    for sender in ("femke@vandrel.example", who):
        raw = written(f"One.{chr(10) * 300}{'w' * 400}.", From=sender, **endless)
        came(raw, at=timezone.now())
    log_in(page, company)
    page.goto("/inbox/")
    opened(page, "Inbox")
    page.set_viewport_size(size)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for words in page.locator(".reply .words").all():
        assert words.bounding_box()["height"] < 400
