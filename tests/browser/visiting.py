"""Somebody at the browser: how they log in, what they see it on, what it must meet."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.users.choices import Role
from tests.web.conftest import is_seen, person

PASSWORD = "correct horse battery"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
STANDARDS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


def opened(page: Page, title: str) -> None:
    """The page of that title, its scripts at work."""
    expect(page.get_by_role("heading", level=1, name=title).first).to_be_visible()
    page.wait_for_load_state()


def at_customer(page: Page, customer: Customer, **values: str) -> Page:
    """Logged in as a manager, on the customer's page."""
    log_in(page, customer.company, **values)
    page.goto(f"/customers/{customer.pk}/")
    opened(page, customer.name)
    return page


def violations(page: Page) -> list[dict]:
    """What axe finds with the whole page in view, so that nothing lies half under a fixed bar."""
    before = page.viewport_size
    assert before
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": before["width"], "height": max(height, before["height"])})
    found = found_by_axe(page)
    page.set_viewport_size(before)
    return found


def found_by_axe(page: Page) -> list[dict]:
    """What breaks the standards; to fetch all that keeps them would take longer than to look."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate("how => axe.run(how).then(found => found.violations)", STANDARDS)


def log_in(page: Page, company: Company, **values: str) -> None:
    """As a manager of that company, who need not type it: that has tests of its own."""
    client = Client()
    client.force_login(person(Role.MANAGER, company, **values))
    is_seen(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    let_in = {"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}
    page.context.add_cookies([let_in])


def press(page: Page, *words: str) -> None:
    """Typed from field to field, and sent by Enter."""
    for number, one in enumerate(words):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(one)
    page.keyboard.press("Enter")


def code_of(secret: str) -> str:
    """What the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
