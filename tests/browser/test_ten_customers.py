"""A clerk's morning on the demo: ten customers in a row without a mouse, then what is stored."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.demo import sample
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Hold, Notice
from collections_app.dunning.sending_now import CannotSendNow, offer_of
from collections_app.jobs.day import play
from collections_app.promises.models import Promise, SaysPaid
from collections_app.reports.people import whom_to_call
from collections_app.tasks.models import Task
from collections_app.users.models import User
from tests.browser.keys import Keys
from tests.browser.test_wrap_up import ahead, as_typed
from tests.browser.visiting import PASSWORD, opened

PAST = 70  # days of the demo's past: long enough for every level
WRITTEN = (Communication, Promise, Dispute, SaysPaid, Hold, Contact, Notice)


@pytest.fixture
def company(transactional_db: None, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setattr(sample, "LOG_INS", tmp_path / "log-ins")
    now = timezone.now()
    one = sample.load(today=sample.day_of(now), now=now, days=PAST)
    play(one, day=one.day_of(now), now=now)
    return one


@pytest.fixture
def jonas(company: Company) -> User:
    user = User.objects.get(username="jonas")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def keys(page: Page, jonas: User, complaints: list[str]) -> Iterator[Keys]:
    """Logged in as a clerk, on the queue."""
    page.goto("/")
    page.get_by_label("Name").fill(jonas.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    opened(page, "Queue")
    yield Keys(page)


def leave_a_voicemail(keys: Keys) -> None:
    keys.press("c", "2")
    keys.saved("voicemail", "Call logged: Voicemail")


def take_a_promise(keys: Keys) -> None:
    keys.press("c", "3", "b")
    keys.typed(as_typed(ahead(7)))
    expect(keys.page.locator("#id_mail_text")).to_have_value(re.compile("You pay|Sie zahlen"))
    keys.saved("promise with follow-up mail", "promised for")


def note_a_dispute(keys: Keys) -> None:
    keys.press("d", "3")
    keys.saved("dispute", "disputed, wrong price")


def note_what_is_paid(keys: Keys) -> None:
    keys.press("p")
    keys.typed(as_typed(ahead(-1)))
    keys.saved("says paid", "said to be paid")


def send_and_undo(keys: Keys) -> None:
    """The next level; where it goes ahead of the ladder, that is confirmed."""
    keys.press("s")
    expect(keys.page.get_by_role("heading", name="as it would go")).to_be_focused()
    if keys.page.locator("#is_sure").count():
        keys.press("y")
    keys.saved("level sent now", "unless you undo it.")
    keys.begin()
    keys.press("u")
    keys.done("level undone", "Stopped. Nothing left, and the ladder is as before.")


def put_a_hold(keys: Keys) -> None:
    keys.press("h")
    keys.saved("hold", "is on hold until")


def add_a_contact(keys: Keys) -> None:
    keys.press("f")
    keys.typed("Joost Maas")
    keys.press("Tab")
    keys.typed("+31 20 555 0199")
    keys.saved("new contact", "Contact Joost Maas noted")


def agree_on_instalments(keys: Keys) -> None:
    keys.press("b")
    keys.typed(as_typed(ahead(7)))
    keys.press("Tab", "Tab", "Tab")
    keys.typed("3")
    keys.saved("instalment plan", "promised in 3 instalments")


def hear_of_a_wrong_number(keys: Keys) -> None:
    keys.press("c", "4", "Tab", "Tab", "Space")
    keys.saved("wrong number", "Call logged: Wrong person")


JOBS: dict[str, Callable[[Keys], None]] = {
    "send": send_and_undo,
    "voicemail": leave_a_voicemail,
    "promise": take_a_promise,
    "dispute": note_a_dispute,
    "paid": note_what_is_paid,
    "hold": put_a_hold,
    "contact": add_a_contact,
    "plan": agree_on_instalments,
    "wrong number": hear_of_a_wrong_number,
}


def test_ten_customers_in_a_row(keys: Keys, jonas: User, company: Company) -> None:
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in WRITTEN}
    caller = Customer.objects.filter(company=company).order_by("name").last()
    done = work_down_the_queue(keys, company)

    keys.begin()
    keys.press("/")
    keys.typed(caller.number)
    keys.press("Enter")
    opened(keys.page, caller.name)
    print(f"inbound caller: {keys.count} keys of 2")  # noqa: T201

    new = {model: model.objects.exclude(pk__in=before[model]) for model in WRITTEN}
    check_contacts(new[Communication].filter(by=jonas.actor), done)
    check_agreed(new, done)


def work_down_the_queue(keys: Keys, company: Company) -> dict[str, Customer]:
    """Each customer in turn gets the first job that fits; those that none fits are passed."""
    open_jobs, done = dict(JOBS), {}
    while open_jobs:
        if not is_open(keys.page):
            keys.press("Enter")  # from the top of the queue
            keys.page.wait_for_url("**/customers/*/*")
        customer = shown(keys.page)
        fits = (name for name in open_jobs if suits(name, customer, company))
        if customer not in done.values() and (name := next(fits, "")):
            keys.begin()
            open_jobs.pop(name)(keys)
            done[name] = customer
        address = keys.page.url
        keys.press("n")
        keys.page.wait_for_url(lambda url, before=address: url != before)
    return done


def is_open(page: Page) -> bool:
    return "/customers/" in page.url


def shown(page: Page) -> Customer:
    page.wait_for_load_state()
    return Customer.objects.get(pk=re.search(r"/customers/(\d+)/", page.url)[1])


def suits(job: str, customer: Customer, company: Company) -> bool:
    """Whom one would call about something overdue; a level goes where one is next."""
    if job == "send":
        return can_be_sent(customer, company)
    contact = next(iter(whom_to_call(customer.contacts.all())), None)
    late = customer.invoices.filter(demandable__gt=50, due_on__lt=company.day_of(timezone.now()))
    currencies = set(late.values_list("currency", flat=True))
    is_called = bool(contact and contact.number and contact.takes_email)
    return customer.is_contactable and is_called and len(currencies) == 1


def can_be_sent(customer: Customer, company: Company) -> bool:
    now = timezone.now()
    try:
        offer = offer_of(customer=customer, level="", on=company.day_of(now), by="test", at=now)
    except CannotSendNow:
        return False
    is_quick = not any(one.channel == "letter" or one.pdf for one in offer.messages)
    return is_quick and not offer.approval


def check_contacts(written, done: dict[str, Customer]) -> None:
    """One row in the log for each job, the undone level's among them, and the mail."""
    found = sorted((one.customer.pk, one.channel, one.why.get("outcome", "")) for one in written)
    outcomes = {"voicemail": "voicemail", "promise": "reached", "wrong number": "wrong_person"}
    wanted = [(done[job].pk, "call", outcome) for job, outcome in outcomes.items()]
    agreed = ("dispute", "paid", "contact", "plan")
    wanted += [(done[job].pk, "note", "") for job in agreed]
    wanted += [(done["promise"].pk, "email", ""), (done["send"].pk, "email", "")]
    assert found == sorted(wanted)
    assert written.get(customer=done["send"]).state == "cancelled"
    assert written.get(customer=done["promise"], channel="email").state == "ready"


def check_agreed(new: dict, done: dict[str, Customer]) -> None:
    promises = {one: list(new[Promise].filter(customer=done[one])) for one in ("promise", "plan")}
    assert len(promises["promise"]) == 1 and len(promises["plan"]) == 3
    assert new[Promise].count() == 4
    assert promises["promise"][0].promised_for == ahead(7)
    assert [one.customer for one in new[Dispute]] == [done["dispute"]]
    assert new[Dispute].get().reason == "price"
    assert [one.customer for one in new[SaysPaid]] == [done["paid"]]
    assert [one.customer for one in new[Hold]] == [done["hold"]]
    assert [(one.customer, one.name) for one in new[Contact]] == [(done["contact"], "Joost Maas")]
    assert [(one.customer, one.state) for one in new[Notice]] == [(done["send"], "cancelled")]
    wrong = done["wrong number"].contacts.filter(phone_state="bounced")
    assert wrong.exclude(pk__in=[one.pk for one in new[Contact]]).count() == 1
    assert all(one.amount > Decimal(0) for plan in promises.values() for one in plan)
    for customer in (one for job, one in done.items() if job not in ("send", "hold")):
        assert Task.objects.filter(customer=customer, state="open").exists()
