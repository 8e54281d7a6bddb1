"""The demo company holds every kind of case, and says one truth about each on every page."""

from collections import Counter
from collections.abc import Iterator
from operator import itemgetter

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.models import Rate
from collections_app.customers.models import Customer
from collections_app.demo.cast import cast
from collections_app.demo.episodes import STORIES
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Hold, NoticeLine, Policy
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice, Summary
from collections_app.jobs.verifying import verify
from collections_app.lib.money import show_amount
from collections_app.promises.models import Promise, SaysPaid
from collections_app.reports.chronology import Entry
from collections_app.reports.queue import Row
from collections_app.reports.words import level_name
from collections_app.tasks.models import Task
from tests.demo.conftest import TODAY, Built
from tests.demo.pages import addresses, names_read
from tests.demo.raw import owed_by, received_before
from tests.factories import date, noon

# Of the minute that a start with an empty database may take; the rest is the database's.
PROCESSOR_SECONDS = 120
MOST_QUERIES = 12
DAY = date(TODAY)
HAPPENED = ("sent", "noted", "delivered", "bounced", "taken_back")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_business_day() -> Iterator[None]:
    """The day of the story, in place of the one that all tests share."""
    with travel(noon(TODAY), tick=False):
        yield


def test_it_builds_in_time(demo: Built) -> None:
    assert demo.processor_seconds < PROCESSOR_SECONDS


def test_it_is_a_year_of_a_company_of_some_size(demo: Built) -> None:
    invoices = Invoice.objects.filter(kind="invoice")
    issued = invoices.order_by("issued_on").values_list("issued_on", flat=True)

    assert 100 <= Customer.objects.count() <= 130
    assert 1800 <= invoices.count() <= 2300
    assert (DAY - issued[0]).days > 350
    assert set(invoices.values_list("currency", flat=True)) == {"EUR", "GBP", "JPY", "KWD"}
    assert invoices.exclude(source="books").count() == 0


@pytest.mark.parametrize(
    "kind",
    {
        "paid": lambda: Invoice.objects.filter(balance=0, kind="invoice"),
        "late": lambda: Summary.objects.filter(overdue__gt=0),
        "paid in part": lambda: Invoice.objects.filter(balance__gt=0, allocated__gt=0),
        "disputed": lambda: Dispute.objects.filter(settled_on=None),
        "dispute credited": lambda: Dispute.objects.filter(result="credited"),
        "dispute upheld": lambda: Dispute.objects.filter(result="upheld"),
        "promise open": lambda: Promise.objects.filter(state="open"),
        "promise kept": lambda: Promise.objects.filter(state="kept"),
        "promise partly kept": lambda: Promise.objects.filter(state="partly_kept"),
        "promise broken": lambda: Promise.objects.filter(state="broken"),
        "bounced address": lambda: Customer.objects.filter(contacts__email_state="bounced"),
        "says paid": lambda: SaysPaid.objects.filter(state="open"),
        "said paid and had": lambda: SaysPaid.objects.filter(state="found"),
        "held": lambda: Hold.objects.filter(ended_on=None),
        "key account": lambda: Customer.objects.filter(standing="key_account"),
        "insolvent": lambda: Customer.objects.filter(standing="insolvent"),
        "represented": lambda: Customer.objects.filter(standing="represented"),
        "direct debit": lambda: Invoice.objects.filter(payment_method="direct_debit"),
        "debit returned": lambda: Invoice.objects.exclude(debit_returned_on=None),
        "natural person": lambda: Customer.objects.filter(legal_form="individual"),
        "very long name": lambda: [one for one in Customer.objects.all() if len(one.name) > 120],
        "right-to-left name": lambda: Customer.objects.filter(name__regex="^[\u0600-\u06ff]"),
        "written to in Spanish": lambda: Communication.objects.filter(language="es"),
        "policy of a segment": lambda: Policy.objects.exclude(segment=""),
        "customer of that segment": lambda: Customer.objects.filter(segment="Public bodies"),
        "exchange rate": lambda: Rate.objects.filter(currency="GBP"),
        "no way to reach": lambda: Customer.objects.filter(decision__code="unreachable"),
        "money to match": lambda: Task.objects.filter(kind="match_payment", state="open"),
        "open credit note": lambda: Invoice.objects.filter(kind="credit_note", balance__gt=0),
        "netted credit note": lambda: Invoice.objects.filter(kind="credit_note", balance=0),
        "small rest": lambda: Task.objects.filter(kind="clear_residual", state="open"),
        "call due": lambda: Task.objects.filter(kind="call", state="open", due_on__lte=DAY),
        "decision due": lambda: Task.objects.filter(kind="decide", state="open"),
        "standing to review": lambda: Task.objects.filter(kind="review_standing", state="open"),
        "waiting for approval": lambda: Communication.objects.filter(state="waiting"),
        "letter": lambda: Communication.objects.filter(channel="letter").exclude(pdf=""),
        "SMS": lambda: Communication.objects.filter(channel="sms"),
        "call in": lambda: Communication.objects.filter(channel="call", direction="in"),
        "note": lambda: Communication.objects.filter(channel="note"),
    }.items(),
    ids=lambda kind: kind[0],
)
def test_it_holds(demo: Built, kind) -> None:
    name, found = kind

    assert len(found()) > 0, name


def test_clerks_write_many_different_notes_under_their_own_names(demo: Built) -> None:
    said = Communication.objects.filter(channel__in=["call", "note"])
    by = {f"user:{user.pk}" for user in demo.company.users.all()}

    assert {one.by for one in said} <= by
    assert len({one.by for one in said}) >= 2
    assert len({one.text for one in said}) > 0.8 * said.count()
    most_said = Counter(one.text for one in said).most_common(1)[0][1]
    assert most_said <= said.count() / 10
    assert not said.filter(Q(text="") | Q(text__contains="{")).exists()


def test_queue_page_history_and_raw_rows_agree_about_every_customer(demo: Built) -> None:
    """One data set, one truth."""
    rows = {row.customer.pk: row for row in queue_rows(demo)}
    assert len(rows) > 40

    for customer in Customer.objects.order_by("number"):
        page = demo.client.get(f"/customers/{customer.pk}/")
        entries = history_of(demo, customer)
        row = rows.get(customer.pk)
        check_amounts(customer, row, page)
        check_history(customer, row, entries)
        check_levels(customer, page)
        check_flags(customer, row)


def queue_rows(demo: Built) -> list[Row]:
    """All rows, "more" after "more", as many as the rail and the page count."""
    rows: list[Row] = []
    after = ""
    while True:
        answer = demo.client.get(f"/?after={after}")
        page = answer.context["page"]
        rows += page.rows
        if page.after is None:
            break
        after = str(page.after)
    assert len({row.customer.pk for row in rows}) == len(rows)
    assert str(len(rows)) == answer.context["frame"].queue_count
    return rows


def history_of(demo: Built, customer: Customer) -> list[Entry]:
    entries: list[Entry] = []
    address = f"/customers/{customer.pk}/history/"
    chapter = demo.client.get(address).context["chapter"]
    entries += chapter.entries
    while chapter.earlier_than:
        chapter = demo.client.get(f"{address}?before={chapter.earlier_than}").context["chapter"]
        entries += chapter.entries
    return entries


def check_amounts(customer: Customer, row: Row | None, page) -> None:
    owed = owed_by(customer, DAY)
    late = {currency: one for currency, one in owed.items() if one.overdue}
    if late:
        assert row is not None, customer
    expected = {currency: one.to_collect for currency, one in late.items()}
    shown = {one.currency: one.to_collect for one in page.context["figures"] if one.overdue}
    queued = {one.currency: one.to_collect for one in row.summaries} if row else {}
    oldest = max(((DAY - min(one.oldest)).days for one in late.values()), default=0)
    on_page = page.context["ladder"].oldest

    assert queued == shown == expected, customer
    assert (on_page.days_overdue if on_page else 0) == oldest, customer
    assert (row.days_overdue if row else 0) == oldest, customer
    for currency, amount in expected.items():
        assert show_amount(amount, currency, "en") in page.text


def is_contact(one: Communication) -> bool:
    """It went out, or somebody spoke; a note is nobody's contact."""
    return one.state in HAPPENED and one.channel != Channel.NOTE


def check_history(customer: Customer, row: Row | None, entries: list[Entry]) -> None:
    logged = Communication.objects.filter(customer=customer)
    assert len(entries) == logged.count(), customer
    if row:
        happened = [one.communication for one in entries if is_contact(one.communication)]
        assert row.last_contact == (happened[0] if happened else None), customer


def check_levels(customer: Customer, page) -> None:
    for shown in page.context["ladder"].rows:
        lines = NoticeLine.objects.filter(
            invoice=shown.invoice, void=False, accepted_on__isnull=False
        ).exclude(level="")
        last = lines.order_by("-rank", "accepted_on", "pk").first()
        assert shown.reached == (level_name(last.level) if last else ""), shown.invoice
        assert shown.reached_on == (last.accepted_on if last else None), shown.invoice


def check_flags(customer: Customer, row: Row | None) -> None:
    if row is None:
        return
    promises = Promise.objects.filter(customer=customer, state="open")
    disputes = Dispute.objects.filter(customer=customer, settled_on=None)
    codes = [code for code, _ in row.flags]

    open_ones = [("promised", one.promised_for, one.amount) for one in promises]
    open_ones += [("disputed", one.opened_on, one.amount) for one in disputes]
    assert sorted((one.code, one.on, one.amount) for one in row.matters) == sorted(open_ones)
    if len(codes) < 2:
        assert ("promised" in codes) == promises.exists(), customer
        assert ("disputed" in codes) == disputes.exists(), customer


def test_the_inbox_holds_answers_and_a_mail_of_nobody_known(demo: Built) -> None:
    page = demo.client.get("/inbox/").text

    assert "Friday" in page or "Freitag" in page
    assert "What it quotes" in page
    assert "m.roth@post.example" in page
    assert Communication.objects.filter(purpose="out_of_office").count() == 1


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
@pytest.mark.parametrize("name", names_read())
def test_no_page_takes_more_than_twelve_queries(demo: Built, name: str, headers: dict) -> None:
    asked = {}
    for address in addresses(name):
        with CaptureQueriesContext(connection) as captured:
            demo.client.get(address, headers=headers)
        asked[address] = len(captured)

    assert asked, f"The demo has no row for {name}."
    assert max(asked.values()) <= MOST_QUERIES, max(asked.items(), key=itemgetter(1))


def test_kept_figures_are_those_recomputed(demo: Built) -> None:
    kept = sorted(Summary.objects.values_list(*FIGURES))

    summarise(customer_ids=list(Customer.objects.values_list("pk", flat=True)), as_of=DAY)

    assert sorted(Summary.objects.values_list(*FIGURES)) == kept


FIGURES = ("customer", "currency", "balance", "overdue", "demandable", "credits", "unapplied")


def test_all_that_must_always_be_true_is(demo: Built) -> None:
    assert [str(one) for one in verify(files=True)] == []


def test_nobody_overdue_is_forgotten(demo: Built) -> None:
    """Each has a day on which it is looked at, a review date, or waits for a person."""
    overdue = Customer.objects.filter(summaries__overdue__gt=0).distinct()
    looked_at = Q(look_on__gt=DAY) | Q(standing_review_on__gte=DAY)
    waits = Q(tasks__state="open") | Q(notices__state="waiting")
    forgotten = overdue.exclude(looked_at).exclude(pk__in=overdue.filter(waits))

    assert list(forgotten) == []


def test_no_message_is_about_an_invoice_that_was_paid_before(demo: Built) -> None:
    lines = NoticeLine.objects.filter(accepted_on__isnull=False).select_related("invoice")
    assert lines.count() > 500

    for line in lines:
        assert received_before(line.invoice, line.accepted_on) < line.invoice.amount, line


def test_a_letter_without_paper_is_not_shown_as_having_one(demo: Built) -> None:
    """Letters of long ago are kept as text; a mail of then says nothing of an attachment."""
    old = Communication.objects.filter(purpose="first_letter", channel="email", pdf="").first()
    assert old is not None

    html = demo.client.get(f"/customers/{old.customer_id}/history/").text

    assert demo.client.get(f"/communications/{old.pk}/letter.pdf").status_code == 404
    assert f"/communications/{old.pk}/letter.pdf" not in html
    assert "attach" not in old.text.lower()
    assert "anhang" not in old.text.lower()


def test_every_story_is_told_about_somebody() -> None:
    told = {story for part in cast().values() for story in part.stories}

    assert set(STORIES) <= told
