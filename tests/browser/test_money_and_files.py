"""A file from upload to undo, and money from a suggestion to undo, in a real browser."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from collections_app.companies.models import Company
from collections_app.intake.models import Import
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Allocation
from collections_app.tasks.models import Task
from tests import factories
from tests.browser.visiting import PHONE, found_by_axe, log_in, opened
from tests.intake.ledger import HEADER, content_of, row
from tests.intake.shared import shared
from tests.jobs.test_worker import worker
from tests.web.days import late_invoice
from tests.web.test_payments import money

pytestmark = pytest.mark.usefixtures("alone_at_the_broker")


@pytest.fixture
def company(transactional_db: None) -> Company:
    return factories.company()


@pytest.fixture
def nora(company: Company, page: Page, complaints: list[str]) -> Page:
    """Logged in as a manager of a company with nothing in it yet."""
    log_in(page, company)
    page.goto("/imports/")
    opened(page, "Imports")
    return page


@pytest.fixture
def items(tmp_path: Path) -> Path:
    """Two invoices and a broken one, under a name for the due date that nobody knows."""
    path = tmp_path / "open items.csv"
    rows = [row("R1"), row("R2", customer="C2,Beta Ltd"), row("R3", due="2026-02-30")]
    path.write_bytes(content_of(*rows, header=HEADER.replace("Due date", "Wann")))
    return path


def bring(page: Page, path: Path) -> None:
    page.goto("/imports/")
    page.get_by_label("CSV or XLSX").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", name=path.name)).to_be_visible()


def everybody_can_read(page: Page) -> None:
    """On a phone and on a desk, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for size in (PHONE, {"width": 1440, "height": 900}):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert found_by_axe(page) == [], (page.url, scheme, size)


def test_a_file_is_brought_corrected_taken_in_and_undone(
    nora: Page, items: Path, broker_url: str
) -> None:
    bring(nora, items)
    expect(nora.get_by_role("alert")).to_contain_text("No column was recognised as due date")
    everybody_can_read(nora)

    due = nora.get_by_label("Due date")
    expect(due).to_be_focused()
    due.select_option("Wann")
    expect(nora.get_by_role("row", name="Due date needed").locator("td").last).to_have_text(
        "2026-10-01 · 2026-02-30"
    )
    nora.get_by_role("button", name="Look again").click()
    nora.get_by_role("link", name="2 new invoices").click()
    expect(nora.locator("#rows")).to_contain_text("Beta Ltd")
    nora.get_by_role("link", name="1 row refused").click()
    expect(nora.locator("#rows")).to_contain_text('"2026-02-30" is not a date')
    everybody_can_read(nora)
    with nora.expect_download() as download:
        nora.get_by_role("link", name="Download them").click()
    assert "R3" in download.value.path().read_text("utf-8-sig")
    assert not Invoice.objects.exists()

    nora.get_by_role("button", name="Take it in").click()
    expect(nora.get_by_role("progressbar")).to_be_visible()
    everybody_can_read(nora)
    with worker():
        expect(nora.get_by_role("heading", name="Taken in")).to_be_visible(timeout=60_000)
    expect(nora.locator(".tiles")).to_contain_text("2new invoices")
    assert set(Invoice.objects.values_list("number", flat=True)) == {"R1", "R2"}
    everybody_can_read(nora)

    nora.get_by_role("link", name="Imports", exact=True).first.click()
    nora.get_by_role("link", name="Undo open items.csv").click()
    nora.get_by_role("button", name="Undo open items.csv").click()
    expect(nora.get_by_role("heading", name="Undone")).to_be_visible()
    expect(nora.get_by_text("2 removed, 0 as before.").first).to_be_visible()
    assert not Invoice.objects.exists()
    assert Import.objects.get().state == "undone"
    nora.goto("/imports/")
    everybody_can_read(nora)


def test_a_real_ledger_is_looked_at_by_a_worker(nora: Page, broker_url: str, tmp_path) -> None:
    """More than is looked at while a person waits."""
    ledger = shared("ledger", "receivables-2012.csv").read_bytes()
    head, _, rows = ledger.partition(b"\n")
    path = tmp_path / "ledger.csv"
    copies = [
        b"\n".join(b"%d" % copy + one for one in rows.splitlines() if one) for copy in range(12)
    ]
    path.write_bytes(head + b"\n" + b"\n".join(copies) + b"\n")

    bring(nora, path)

    expect(nora.get_by_role("heading", name="Looking at it")).to_be_visible()
    with worker():
        expect(nora.get_by_role("heading", name="What it will do")).to_be_visible(timeout=60_000)
    assert not Import.objects.exists()


def test_money_is_allocated_by_key_and_undone_in_place(nora: Page, company: Company) -> None:
    customer = factories.customer(company, name="Vandrel Optics")
    first = late_invoice(customer, 20, "100.00", number="R-10231")
    late_invoice(customer, 10, "70.00", number="R-10232")
    money(company, "170.00", customer=customer)
    money(company, "33.00", payer="Somebody")
    nora.goto("/payments/")
    everybody_can_read(nora)

    nora.keyboard.press("j")
    nora.keyboard.press("j")
    nora.keyboard.press("Enter")
    done = nora.locator("li", has_text="Vandrel Optics")
    expect(done).to_contain_text("100.00EUR to R-10231, 70.00EUR to R-10232")
    expect(nora.locator("#said")).to_contain_text("170.00 EUR allocated")
    expect(nora.locator("#sums")).to_contain_text("1 payment, 33.00")
    first.refresh_from_db()
    assert first.balance == 0

    done.get_by_role("button", name="Undo").click()
    expect(done).to_contain_text("No open invoice in EUR is left to suggest.")
    assert Task.objects.filter(state="open").count() == 2
    nora.reload()
    expect(done).to_contain_text("No open invoice in EUR is left to suggest.")

    done.get_by_role("link", name="Choose invoices").click()
    nora.get_by_role("checkbox", name="R-10232").check()
    expect(nora.get_by_label("Amount for R-10232")).to_have_value("70.00")
    nora.get_by_role("checkbox", name="R-10231").check()
    nora.get_by_label("Amount for R-10231").fill("20.5")
    expect(nora.locator("output")).to_contain_text("79.50")
    everybody_can_read(nora)
    nora.get_by_role("button", name="Allocate").click()
    expect(nora.get_by_role("heading", name="Allocated lately")).to_be_visible()
    parts = Allocation.objects.filter(undone_at=None).values_list("amount", flat=True)
    assert sorted(parts) == [Decimal("20.5"), Decimal(70)]
    everybody_can_read(nora)
