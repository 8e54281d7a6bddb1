"""Waiting notices that were ticked: Enter beside a reason never lets them go."""

from playwright.sync_api import Page, expect

from collections_app.companies.models import Company
from collections_app.dunning.models import Notice
from tests import factories
from tests.browser.visiting import log_in, opened
from tests.web.days import waiting_notice


def test_enter_skips_the_ticked_ones_with_the_reason_and_asks_for_one(
    page: Page, transactional_db: None, complaints
) -> None:
    company: Company = factories.company()
    waiting_notice(company)
    log_in(page, company)
    page.goto("/review/")
    opened(page, "Review")
    tick = page.get_by_label("Tick the reminder")
    tick.check()

    tick.press("Enter")
    expect(tick).to_be_checked()
    reason = page.get_by_label("skip them, because")
    expect(reason).to_be_focused()
    reason.fill("They paid by cheque")
    reason.press("Enter")

    expect(page.get_by_text("1 notice skipped.")).to_be_visible()
    notice = Notice.objects.get()
    assert (notice.state, notice.approved_by) == ("cancelled", "")
