"""In a real browser: what a clerk typed in the wrap-up is neither swapped away nor dropped."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from collections_app.promises.models import Promise
from collections_app.tasks.actions import open_task
from tests import factories
from tests.browser.keys import Keys
from tests.browser.visiting import at_customer, opened, violations
from tests.web.days import late_invoice, walked

NEXT = "**/wrap-up/next"


@pytest.fixture
def customer(transactional_db: None) -> Customer:
    one = factories.customer(factories.company(), name="Halvren Marine Supply OÜ")
    one.contacts.update(phone="+37260055501")
    late_invoice(one, 40, "300.00")
    late_invoice(one, 20, "200.00")
    walked(one.company)
    return one


@pytest.fixture
def nora(customer: Customer, page: Page, complaints: list[str]) -> Page:
    return at_customer(page, customer)


class Held:
    """Proposals that are on their way until a test lets them come."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []
        self.is_over = False
        page.route(NEXT, self._hold)

    def _hold(self, route: Route) -> None:
        if self.is_over:
            route.continue_()
        else:
            self.routes.append(route)

    def has_begun(self) -> None:
        """The page gathers changes for a moment before it asks."""
        for _ in range(50):
            self.page.wait_for_timeout(100)
            if self.routes:
                return
        raise AssertionError("Nothing was asked.")

    def let_come(self) -> None:
        self.has_begun()
        self.is_over = True
        for route in self.routes:
            route.continue_()
        Keys(self.page).settled()


@pytest.fixture
def held(nora: Page) -> Held:
    return Held(nora)


def ahead(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days)


def promised(page: Page) -> None:
    page.keyboard.press("c")
    page.keyboard.press("3")
    page.keyboard.press("b")
    page.locator("#id_pays_on").fill(ahead(7).isoformat())


def test_an_amount_that_is_being_typed_is_not_swapped_for_the_proposal(
    nora: Page, held: Held
) -> None:
    promised(nora)
    nora.locator("#id_amount").fill("120")
    held.let_come()

    expect(nora.locator("#id_amount")).to_have_value("120")
    nora.keyboard.press("Control+Enter")
    if nora.locator("#id_mail_text[aria-invalid]").count():
        nora.keyboard.press("Control+Enter")
    expect(nora.locator("#said")).to_contain_text("120.00 EUR promised")
    assert Promise.objects.get().amount == 120


def test_a_date_is_typed_on_while_the_proposal_comes(nora: Page, held: Held) -> None:
    promised(nora)
    held.has_begun()
    nora.locator("#id_next_on").focus()
    nora.keyboard.type(f"{ahead(9):%m%d}")
    held.let_come()
    nora.keyboard.type(f"{ahead(9):%Y}")

    expect(nora.locator("#id_next_on")).to_have_value(ahead(9).isoformat())
    expect(nora.locator("#id_next_on")).to_be_focused()
    expect(nora.locator("#id_act")).to_have_value("check_payment")


def test_an_emptied_amount_is_proposed_again(nora: Page) -> None:
    promised(nora)
    nora.locator("#id_amount").fill("120")
    nora.wait_for_timeout(150)
    Keys(nora).settled()
    nora.locator("#id_amount").fill("")
    nora.locator("#id_rhythm").select_option("weekly")

    expect(nora.locator("#id_amount")).to_have_value("500.00")


def test_no_answer_does_not_drop_what_was_typed(nora: Page, customer: Customer) -> None:
    promised(nora)
    nora.locator("#has-promise").focus()

    nora.keyboard.press("1")

    expect(nora.locator("#quick-refused")).to_contain_text("More is ticked or typed below")
    assert violations(nora) == []
    assert not Communication.objects.filter(channel="call").exists()
    nora.locator("#has-promise").uncheck()
    nora.locator("#wrap-up").evaluate("form => form.reset()")
    nora.keyboard.press("1")
    expect(nora.locator("#said")).to_contain_text("Call logged: No answer")


def test_from_the_queue_a_call_without_answer_is_two_keys(nora: Page, customer: Customer) -> None:
    open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind="call",
        subject=("customer", customer.pk),
        due_on=ahead(0),
        at=timezone.now(),
    )
    nora.goto("/")
    opened(nora, "Queue")
    nora.keyboard.press("j")
    nora.keyboard.press("c")
    opened(nora, "Halvren")
    expect(nora.locator("#no-answer")).to_be_focused()

    nora.keyboard.press("1")

    expect(nora.locator("#said")).to_contain_text("Call logged: No answer")


def test_enter_in_a_field_saves_nothing(nora: Page) -> None:
    nora.keyboard.press("p")
    nora.locator("#id_reference").fill("RF18 5390")

    nora.keyboard.press("Enter")

    Keys(nora).settled()
    expect(nora.locator("#id_reference")).to_have_value("RF18 5390")
    assert not Communication.objects.filter(channel="note").exists()
