"""A real browser against a real server; every word it complains about fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.visiting import DESK, PHONE, violations

# Playwright's loop runs in this thread, and Django would refuse its queries beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The machine's own Chromium; its sandbox cannot start for root."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("No Chromium. Install it: apt-get install -y --no-install-recommends chromium")
    return browser_type_launch_args | {"executable_path": found, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Paths are those of the server under test."""
    return live_server.url


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser said or refused, a form sent back with its errors aside; none at the end."""
    said: list[str] = []
    page.on("console", lambda one: said.append(f"{one.type}: {one.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda one: one.status >= 400 and said.append(f"{one.status} {one.url}"))
    yield said
    assert [one for one in said if "422" not in one] == []


@pytest.fixture(autouse=True)
def origin(base_url: str, monkeypatch) -> None:
    monkeypatch.setattr(settings, "CSRF_TRUSTED_ORIGINS", [base_url])


@pytest.fixture
def looks_right(page: Page) -> Callable[[str], None]:
    """In both sizes and both lights: nothing sticks out, and axe finds nothing."""

    def look(name: str) -> None:
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= size["width"], name
                assert violations(page) == [], f"{name}, {scheme}"

    return look
