"""In one sitting: from an empty database to the first message that a real mail server took."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.dunning.models import Notice, Simulation
from collections_app.intake.models import Upload
from collections_app.jobs.tasks import (
    decide_company,
    read_mailbox,
    send_company,
    simulate,
    take_up,
)
from collections_app.jobs.verifying import verify
from collections_app.lib.calendars import Calendar
from collections_app.mail import SMTP
from collections_app.users.models import User
from tests.browser.visiting import PASSWORD, code_of, opened
from tests.stand_ins.dovecot import serving
from tests.stand_ins.smtp import HOST, Mailbox, smtp_server

TO = "accounts@halvren.example"
Looks = Callable[[str], None]


@pytest.fixture(autouse=True)
def no_holiday(on_a_business_day: None) -> Iterator[None]:
    """Noon of the last day on which business was done in the company's country."""
    now, calendar = timezone.now(), Calendar("DE")
    day = calendar.business_day_from(now.date())
    if day > now.date():
        day = calendar.add_business_days(day, -1)
    with time_machine.travel(now - (now.date() - day), tick=True):
        yield


@pytest.fixture
def server(transactional_db: None, settings: Any, base_url: str) -> Iterator[Mailbox]:
    """What the environment says of a new installation: its address, a mail server, a mailbox."""
    with smtp_server() as (mailbox, port), serving() as dovecot:
        options = {"host": HOST, "port": port, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": options}}
        settings.MAILBOX, settings.PUBLIC_BASE_URL = dovecot.place, base_url
        yield mailbox


@pytest.fixture
def items(tmp_path: Path) -> Path:
    """An invoice that is two weeks late, and one that is not due yet."""
    today, path = timezone.now().date(), tmp_path / "open items.csv"
    days = [(today - dt.timedelta(44), today - dt.timedelta(14)), (today, today + dt.timedelta(30))]
    head = (
        "Customer number,Customer name,Invoice number,Invoice date,Due date,Amount,Currency,E-mail,"
        "Contact person,Street,Postal code,City,Country"
    )
    rows = [
        f"10017,Halvren Marine,R-{number},{issued},{due},1840.00,EUR,{TO},Maarit Kolvesk,"
        "Lenskade 21,2031 EX,Haarlem,NL"
        for number, (issued, due) in enumerate(days, 1)
    ]
    path.write_text("\n".join([head, *rows]))
    return path


@pytest.fixture
def counted(page: Page) -> Iterator[None]:
    """Says how long the way was: whole pages that were shown, and forms that were sent."""
    pages: list[str] = []
    forms: list[str] = []
    page.on("framenavigated", lambda frame: pages.append(frame.url))
    page.on("request", lambda one: one.method == "POST" and forms.append(one.url))
    yield
    print(f"first run: {len(pages)} pages, {len(forms)} forms")  # noqa: T201


def test_from_an_empty_database_to_the_first_message(
    page: Page,
    server: Mailbox,
    items: Path,
    looks_right: Looks,
    counted: None,
    complaints: list[str],
    capsys: pytest.CaptureFixture,
) -> None:
    come_in(page, capsys, looks_right)
    open_the_company(page, looks_right)
    company = Company.objects.get()

    next_is(page, "Senders")
    say_who_writes(page)
    next_is(page, "Ways to pay")
    step(page, "Ways to pay").get_by_role("link").click()
    page.get_by_label("IBAN").fill("DE89 3704 0044 0532 0130 00")
    saved(page, "Save ways to pay", "Ways to pay saved.")
    next_is(page, "Open invoices")
    bring(page, items)
    next_is(page, "Wordings")
    looks_right("set up")
    step(page, "Wordings").get_by_role("link").click()
    opened(page, "Wordings")
    back(page)
    page.get_by_role("button", name="I have read them").click()
    next_is(page, "Rehearsal")
    page.get_by_role("button", name="Switch to rehearsal").click()
    a_day(company)
    assert Notice.objects.get().mode == "rehearsal"
    next_is(page, "Looking ahead")
    look_ahead(page)
    next_is(page, "Live")
    go_live(page)

    a_day(company)
    assert len(server.kept) == 1  # the test mail: on the first day a person lets the others go
    page.goto("/review/")
    page.get_by_role("button", name="Approve reminder to Halvren Marine").click()
    expect(page.get_by_text("No notice waits for approval.")).to_be_visible()
    a_day(company)
    a_day(company)

    tried, first = server.kept
    assert tried.recipients == [User.objects.get().email]
    assert first.recipients == [TO]
    assert "R-1" in first.message.get_body(("plain",)).get_content()
    log = Communication.objects.get(mode="live")
    assert (log.state, log.recipient, log.attempts.get().outcome) == ("sent", TO, "accepted")
    assert log.attempts.get().reply == "250 OK kept as 2"
    page.goto("/history/")
    expect(page.get_by_role("main").get_by_text("Halvren Marine").first).to_be_visible()
    assert verify() == []


def come_in(page: Page, capsys: pytest.CaptureFixture, looks_right: Looks) -> None:
    page.goto("/")
    expect(page.get_by_text("Nobody has a log-in yet.")).to_be_visible()
    looks_right("log-in")
    call_command("person")
    page.goto(capsys.readouterr().out.split()[-1])
    opened(page, "Welcome to Dunwell")
    looks_right("first person")
    page.get_by_label("First and last name").fill("Ida Brandt")
    page.get_by_label("E-mail").fill("ida@talbruck.example")
    page.get_by_label("Name to log in with").fill("ida")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.keyboard.press("Enter")


def open_the_company(page: Page, looks_right: Looks) -> None:
    """The country brings what is usual there."""
    opened(page, "Open the company")
    expect(page.get_by_label("Legal name")).to_be_focused()
    page.keyboard.type("Talbruck Instruments GmbH")
    page.get_by_label("Country").select_option("Germany")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    expect(page.get_by_label("Base currency")).to_have_value("EUR")
    expect(page.get_by_label("Legal name")).to_have_value("Talbruck Instruments GmbH")
    looks_right("company")
    page.get_by_label("Street").fill("Werkstraße 14")
    page.get_by_label("Postal code").fill("34117")
    page.get_by_label("City").fill("Kassel")
    page.keyboard.press("Enter")
    opened(page, "Set up")


def say_who_writes(page: Page) -> None:
    """In Settings; then the mail server takes a test mail, and the mailbox is looked at."""
    step(page, "Senders").get_by_role("link").click()
    page.get_by_label("Named contact, who signs").fill("Nora Behrend")
    page.get_by_label("Phone of the contact").fill("+49 561 555 0117")
    page.get_by_label("E-mails come from").fill("receivables@talbruck.example")
    saved(page, "Save who writes", "Who writes saved.")
    back(page)
    page.get_by_role("button", name="Send me a test mail").click()
    expect(step(page, "Senders")).to_contain_text("the mail server took a test mail")
    read_mailbox()
    page.reload()


def bring(page: Page, items: Path) -> None:
    step(page, "Open invoices").get_by_role("link").click()
    page.get_by_label("CSV or XLSX").set_input_files(items)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Waits for a worker").first).to_be_visible()
    take_up(str(Upload.objects.get().pk))
    page.wait_for_url("**/imports/*/")
    back(page)


def look_ahead(page: Page) -> None:
    step(page, "Looking ahead").get_by_role("link").click()
    page.get_by_role("button", name="Look ahead").click()
    expect(page.get_by_role("heading", name="Looking ahead")).to_be_visible()
    simulate(Simulation.objects.get().pk)
    expect(page.get_by_text("Customers contacted")).to_be_visible()
    back(page)


def go_live(page: Page) -> None:
    """A second factor is wanted from whoever lets messages reach customers."""
    page.get_by_role("button", name="Go live…").click()
    page.get_by_role("dialog").get_by_role("button", name="Go live").click()
    opened(page, "Set up the second factor")
    secret = page.locator("code.pick").inner_text()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.keyboard.press("Enter")
    opened(page, "Recovery codes")


def a_day(company: Company) -> None:
    """What beat asks for, again and again."""
    read_mailbox()
    decide_company(company.pk)
    send_company(company.pk)


def next_is(page: Page, title: str) -> None:
    if not page.url.split("?")[0].endswith("/set-up/"):
        back(page)
    expect(page.locator("[aria-current=step] h2")).to_contain_text(title)


def step(page: Page, title: str) -> Any:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2, name=title))


def back(page: Page) -> None:
    """By the rail, which keeps the way to the set-up until the company is live."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Set up").click()
    opened(page, "Set up")


def saved(page: Page, button: str, sentence: str) -> None:
    page.get_by_role("button", name=button).click()
    expect(page.locator("#said").get_by_text(sentence)).to_be_visible()
