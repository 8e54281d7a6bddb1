"""The pages around the log-in, in a real browser: they fit a phone, and everybody can use them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests import factories
from tests.browser.visiting import PASSWORD, code_of, opened, press
from tests.web.conftest import person


@pytest.fixture
def boss(transactional_db: None) -> User:
    company = factories.company(mode=Mode.LIVE, live_since=factories.date("2024-01-01"))
    one = person(Role.ADMINISTRATOR, company, first_name="Ida", last_name="Brandt")
    one.set_password(PASSWORD)
    one.save()
    person(Role.CLERK, company, first_name="Jonas", last_name="Kern", team="North")
    return one


def test_from_the_log_in_to_a_colleague_who_is_in(
    boss: User, page: Page, looks_right: Callable[[str], None]
) -> None:
    page.goto("/log-in/")
    looks_right("log-in")
    press(page, boss.username, PASSWORD)

    opened(page, "Set up the second factor")
    looks_right("set-up")
    secret = page.locator("code.pick").inner_text()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.keyboard.press("Enter")
    opened(page, "Recovery codes")
    looks_right("recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    opened(page, "Queue")

    page.goto("/settings/")
    opened(page, "Settings")
    page.get_by_role("link", name="People", exact=True).click()
    page.wait_for_url("**/people/")
    opened(page, "People")
    page.locator("summary", has_text="Jonas Kern").click()
    expect(page.get_by_role("button", name="Save Jonas Kern")).to_be_visible()
    looks_right("people")
    page.get_by_label("Name", exact=True).fill("Mira Sandvoss")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", name="The link for Mira Sandvoss")).to_be_visible()
    looks_right("link")
    link = page.locator("code.pick").inner_text().partition("/invitation/")[2]

    page.context.clear_cookies()
    page.goto(f"/invitation/{link}")
    opened(page, "Welcome, Mira Sandvoss")
    looks_right("invitation")
    press(page, "mira", PASSWORD, PASSWORD)
    opened(page, "Queue")
    assert Company.objects.filter(users__username="mira").exists()
