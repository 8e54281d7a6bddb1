"""A level's further fields are opened, changed and looked ahead with, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from collections_app.companies.models import Company
from collections_app.dunning.models import Simulation
from collections_app.jobs.tasks import simulate
from tests import factories
from tests.browser.visiting import PHONE, log_in, opened, violations
from tests.web.days import late_invoice

TITLE = "The next 30 days"


@pytest.fixture
def company(transactional_db: None) -> Company:
    company = factories.company()
    late_invoice(factories.customer(company, name="Vandrel Optics"), 5, "840.50")
    return company


@pytest.fixture
def policy(page: Page, company: Company) -> Page:
    log_in(page, company)
    page.goto("/policy/")
    opened(page, TITLE)
    return page


def looked_ahead(page: Page) -> None:
    page.get_by_role("button", name="Look ahead").press("Enter")
    expect(page.get_by_role("heading", name="Looking ahead")).to_be_visible()
    simulate(Simulation.objects.get().pk)
    expect(page.get_by_text("Customers contacted")).to_be_visible()


def test_a_reminder_that_goes_by_post_is_drafted_with_the_keyboard(
    policy: Page, complaints
) -> None:
    more = policy.get_by_text("More about reminder")
    more.focus()
    more.locator("xpath=ancestor::summary").press("Enter")
    policy.get_by_label("first: Reminder goes by, first").select_option("letter")
    policy.get_by_label("then: Reminder goes by, then").nth(1).select_option("email")

    looked_ahead(policy)

    changes = policy.locator(".changes")
    expect(changes).to_contain_text("E-mail, then SMS, then Letter")
    expect(changes).to_contain_text("Letter, then SMS, then E-mail")
    expect(policy.get_by_text("was by e-mail")).to_be_visible()
    assert violations(policy) == []


def test_a_channel_named_twice_is_shown_where_it_was_picked(policy: Page, complaints) -> None:
    policy.set_viewport_size(PHONE)
    policy.get_by_text("More about first letter").locator("xpath=ancestor::summary").click()
    policy.get_by_label("then: First letter goes by, then").first.select_option("email")

    policy.get_by_role("button", name="Look ahead").click()

    expect(policy.get_by_text("It stands before already. Pick another or none.")).to_be_visible()
    assert violations(policy) == []
    assert policy.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
