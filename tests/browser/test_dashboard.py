"""The manager's page in a real browser: charts are drawn, figures open by key, all can read it."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from collections_app.companies.models import Company
from collections_app.reports.looking_back import look_back
from tests import factories
from tests.browser.visiting import PHONE, log_in, opened, violations
from tests.reports.days import snapshot
from tests.web.days import late_invoice, walked


@pytest.fixture
def company(transactional_db: None) -> Company:
    one = factories.company()
    for days in (-4, 12, 45):
        late_invoice(factories.customer(one), days, "1234.50")
    walked(one)
    today = timezone.now().date()
    for weeks in range(1, 40):
        snapshot(one, today - dt.timedelta(weeks=weeks), open=5_000 + weeks * 10, not_due=4_000)
    look_back(company=one, day=today, at=timezone.now())
    return one


@pytest.fixture
def nora(company: Company, page: Page, complaints: list[str]) -> Page:
    """Logged in as a manager, on the dashboard."""
    log_in(page, company)
    page.goto("/dashboard/")
    opened(page, "Receivables")
    return page


AREA = "[data-chart=chart-aging] svg path[fill]"
# None and transparent are colours of both themes.
FEW_STAY = """([area, before]) => {
  const now = new Set([...document.querySelectorAll(area)].map((one) => one.getAttribute("fill")));
  return now.size > 3 && before.filter((one) => now.has(one)).length <= 2;
}"""


def colours(page: Page) -> set[str]:
    """Of every shape of the aging chart; a letter may have the colour of another theme's ground."""
    found = page.locator(AREA)
    return set(found.evaluate_all("all => all.map((one) => one.getAttribute('fill'))"))


def test_charts_are_drawn_in_the_colours_of_the_theme(nora: Page) -> None:
    expect(nora.locator("[data-chart] svg")).to_have_count(3)
    expect(nora.get_by_role("img", name="Aging by week", exact=False)).to_be_visible()
    light = colours(nora)
    assert len(light) > 3

    nora.emulate_media(color_scheme="dark")

    nora.wait_for_function(FEW_STAY, arg=[AREA, sorted(light)])
    expect(nora.locator("[data-chart] svg")).to_have_count(3)


def test_a_chart_has_its_numbers_as_a_table(nora: Page) -> None:
    nora.get_by_text("The same as a table").first.click()

    table = nora.get_by_role("table", name="Aging by week, EUR")
    expect(table).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(29)  # a heading, and 28 weeks


def test_a_figure_opens_and_closes_by_key_and_stands_in_the_address(nora: Page) -> None:
    nora.get_by_role("link", name="Not due yet").focus()

    nora.keyboard.press("Enter")

    region = nora.get_by_role("region", name="Not due yet, of all that is open")
    expect(region).to_be_visible()
    assert "figure=current" in nora.url
    expect(nora.locator("#tile-current")).to_be_focused()
    nora.keyboard.press("Enter")
    expect(region).to_have_count(0)


def test_a_figure_leads_to_its_rows_and_back(nora: Page) -> None:
    nora.get_by_role("link", name="On the ladder").click()

    opened(nora, "Overdue: on the ladder")
    expect(nora.get_by_role("table").get_by_role("row")).to_have_count(3)
    with nora.expect_download() as download:
        nora.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename.startswith("on_ladder-EUR-")
    nora.get_by_role("main").page.get_by_role("link", name="Dashboard").first.click()
    opened(nora, "Receivables")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_everybody_can_read_it(nora: Page, scheme: str) -> None:
    nora.emulate_media(color_scheme=scheme)

    for path in ("/dashboard/?figure=late", "/dashboard/rows/open/"):
        for size in (PHONE, {"width": 1440, "height": 900}):
            nora.set_viewport_size(size)
            nora.goto(path)
            assert nora.evaluate("document.documentElement.scrollWidth") <= size["width"], path
            assert violations(nora) == [], path
