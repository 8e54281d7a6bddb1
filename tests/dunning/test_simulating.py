"""A simulation answers for every customer once, whoever asks and whichever worker dies."""

import pytest

from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.dunning import simulating
from collections_app.dunning.changing import CannotChangePolicy, change_policy
from collections_app.dunning.models import Decision, Entry, Foreseen, Notice, NoticeLine, Simulation
from collections_app.dunning.simulating import ask, go_on, message_of, unanswered
from collections_app.history.models import Event
from collections_app.intake.rates import import_rates
from collections_app.reports.simulated import Simulated
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days
from tests.side_by_side import another_line

pytestmark = pytest.mark.django_db(transaction=True)
DAY, NOW = date("2024-01-10"), noon("2024-01-10")
WHO = {"on": DAY, "by": "user:1", "at": NOW}


@pytest.fixture
def company():
    """Three customers, each with an invoice on which the reminder is due."""
    one = factories.company(mode=Mode.REHEARSAL)
    for _ in range(3):
        factories.invoice(factories.customer(one), "2024-01-05", "1200.00")
    return one


def answered(simulation: Simulation) -> Simulated:
    while go_on(simulation_id=simulation.pk, at=NOW):
        pass
    simulation.refresh_from_db()
    return Simulated(simulation)


LADDER = ("reminder", "first_letter", "second_letter", "call")
LATER = {"": {"first_letter": {"after_due_days": 30}}}


def test_the_days_of_all_customers_are_foreseen_and_nothing_else_is_written(company):
    simulation = ask(company=company, draft={}, **WHO)

    summary = answered(simulation).summary()

    assert [(one.channel, one.count) for one in summary.sums] == [("email", 9), ("letter", 3)]
    assert (summary.customers, summary.most_for_one) == (3, 3)
    assert (summary.busiest_on, summary.busiest) == (DAY, 3)
    assert (simulation.customers, simulation.looked_at) == (3, 3)
    assert not Notice.objects.exists()
    assert not NoticeLine.objects.exists()
    assert unanswered() == []


def test_a_draft_is_compared_with_the_ladder_as_it_is(company):
    simulated = answered(ask(company=company, draft=LATER, **WHO))

    sums = [(one.channel, one.count, one.more) for one in simulated.summary().sums]
    before, after = simulated.rows(date("2024-01-22")), simulated.rows(date("2024-02-05"))

    assert sums == [("email", 6, -3), ("letter", 0, -3)]
    assert [(one.level, one.change) for one in before] == [
        ("First letter", "moves to Mon 5 Feb")
    ] * 3
    assert [(one.level, one.change) for one in after] == [
        *[("First letter", "was Mon 22 Jan")] * 3,
        *[("Second letter", "not any more")] * 3,
    ]
    assert [one.change for one in simulated.rows(DAY)] == ["", "", ""]


def test_the_calendar_shows_working_days_and_what_lies_outside():
    company = factories.company(mode=Mode.REHEARSAL, holiday_region="", country="DE")
    weeks = Simulated(ask(company=company, draft={}, **WHO)).weeks(company.calendar)

    assert [one.number for one in weeks] == [2, 3, 4, 5, 6]
    assert [one and one.on.day for one in weeks[0].days] == [None, None, 10, 11, 12]
    assert weeks[0].days[2].note == "Today"


def test_a_worker_that_dies_loses_its_batch_and_no_customer_is_foreseen_twice(company, monkeypatch):
    monkeypatch.setattr(simulating, "BATCH", 2)
    simulation = ask(company=company, draft={}, **WHO)
    go_on(simulation_id=simulation.pk, at=NOW)
    with monkeypatch.context() as dies:
        dies.setattr(simulating, "copy_values", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            go_on(simulation_id=simulation.pk, at=NOW)

    assert unanswered() == [simulation.pk]
    answered(simulation)

    assert Foreseen.objects.count() == 9
    assert simulation.looked_at == 3


def test_two_workers_do_not_answer_the_same_question(company):
    simulation = ask(company=company, draft={}, **WHO)

    with another_line() as other:
        other.execute("select from dunning_simulation where id = %s for update", [simulation.pk])
        assert not go_on(simulation_id=simulation.pk, at=NOW)

    assert go_on(simulation_id=simulation.pk, at=NOW)


def test_what_is_shown_of_a_message_is_what_the_day_brings(company):
    simulated = answered(ask(company=company, draft={}, **WHO))
    [reminder, *_] = simulated.rows(DAY)
    foreseen = Foreseen.objects.select_related("simulation", "customer__company").get(
        pk=reminder.id
    )

    [shown] = message_of(foreseen, at=NOW)

    Days(company, DAY).until("2024-01-10")
    sent = Communication.objects.get(customer=foreseen.customer)
    assert (shown.subject, shown.text) == (sent.subject, sent.text)


def test_asking_again_replaces_ones_own_question_only(company):
    ask(company=company, draft={}, **WHO)
    other = ask(company=company, draft={}, **WHO | {"by": "user:2"})
    mine = ask(company=company, draft=LATER, **WHO)

    assert set(unanswered()) == {other.pk, mine.pk}


def test_a_draft_that_is_made_live_is_walked(company):
    policy = company.policies.get()
    edits = {"reminder": {"after_due_days": 1}, "first_letter": {"is_on": False}}

    change_policy(policy=policy, edits=edits, by="user:1", at=NOW)

    levels = dict(policy.levels.values_list("key", "is_on"))
    assert (policy.levels.get(key="reminder").after_due_days, levels["first_letter"]) == (1, False)
    assert Event.objects.get(kind="policy.changed").values == {"levels": edits}


def foreseen_mails(simulation: Simulation) -> list[tuple[str, str, int]]:
    rows = simulation.contacts.filter(is_draft=bool(simulation.draft)).order_by("on_day", "pk")
    return [(one.on_day.isoformat(), one.channel, one.mails_beside) for one in rows]


@pytest.mark.parametrize(
    ("edits", "change"),
    [
        ({"reminder": {"channels": ["letter", "email"]}}, "was by e-mail"),
        ({"reminder": {"channels": ["letter"], "and_email": True}}, "was by e-mail, 1 e-mail more"),
        ({"reminder": {"copies": True}}, "1 e-mail more"),
        ({"reminder": {"needs_approval": True}}, "a person approves"),
        ({"reminder": {"counts_business_days": False, "after_due_days": 6}}, "was Wed 10 Jan"),
    ],
)
def test_a_level_that_changes_is_foreseen_and_then_walked_alike(company, edits, change):
    for customer in company.customers.all():
        factories.contact(customer, roles=["director"], email=f"boss-{customer.pk}@example.com")
    draft = ask(company=company, draft={"": edits}, **WHO)
    simulated = answered(draft)
    on = DAY if "was Wed" not in change else date("2024-01-11")
    assert {one.change for one in simulated.rows(on)} == {change}
    policy = company.policies.get()

    change_policy(policy=policy, edits=edits, by="user:1", at=NOW)
    foreseen = foreseen_mails(draft)
    days = Days(company, DAY)
    days.until("2024-01-12")
    waiting = Notice.objects.filter(state="waiting").count()

    walked = [
        (one.day.isoformat(), one.channel, one.messages.count() - 1)
        for one in Notice.objects.order_by("day", "pk")
    ]
    assert walked == [one for one in foreseen if one[0] <= "2024-01-12"]
    assert waiting == (3 if "approves" in change else 0)


@pytest.mark.parametrize(
    ("edits", "goes_on"),
    [
        ({"": {"minimum": "1200.00"}}, []),
        ({"": {"residual": "1200.00"}}, []),
        ({"reminder": {"minimum": "1200.00"}}, ["first_letter"]),
        ({"reminder": {"minimum": "1199.99"}}, ["reminder", "first_letter"]),
    ],
)
def test_what_is_too_little_is_foreseen_and_then_walked_alike(company, edits, goes_on):
    draft = ask(company=company, draft={"": edits}, **WHO)
    answered(draft)
    foreseen = draft.contacts.filter(is_draft=True, on_day__lt=date("2024-02-01"))
    levels = list(dict.fromkeys(foreseen.order_by("on_day").values_list("level", flat=True)))

    change_policy(policy=company.policies.get(), edits=edits, by="user:1", at=NOW)
    days = Days(company, DAY)
    days.until("2024-01-31")

    assert levels == goes_on
    assert list(dict.fromkeys(level for level, _ in days.notices())) == goes_on


def test_a_level_that_needs_consent_no_more_is_foreseen_and_then_walked_alike(company):
    """Nobody consented to a call; drafted as an e-mail the level reaches them all."""
    policy = company.policies.get()
    policy.levels.filter(key="voice_message").update(is_on=True, after_due_days=5)
    policy.levels.filter(rank__in=[1, 2, 3]).update(is_on=False)
    edits = {"voice_message": {"channels": ["email"]}}
    draft = ask(company=company, draft={"": edits}, **WHO)
    answered(draft)
    foreseen = [one for one in foreseen_mails(draft) if one[0] <= "2024-01-12"]

    change_policy(policy=policy, edits=edits, by="user:1", at=NOW)
    days = Days(company, DAY)
    days.until("2024-01-12")

    assert foreseen == [("2024-01-10", "email", 0)] * 3
    assert days.notices() == [("voice_message", "2024-01-10")] * 3


def test_old_debt_that_enters_at_a_level_which_is_switched_off_goes_on_above_it(company):
    """What is foreseen is walked, and nobody is sent back to the reminder."""
    for one in company.invoices.all():
        one.due_on, one.issued_on = date("2023-12-01"), date("2023-11-01")
        one.save(update_fields=["due_on", "issued_on"])
        Entry.objects.create(invoice=one, starts_at="first_letter")
    edits = {"first_letter": {"is_on": False}}
    draft = ask(company=company, draft={"": edits}, **WHO)
    answered(draft)
    foreseen = draft.contacts.filter(is_draft=True).order_by("on_day").first()

    change_policy(policy=company.policies.get(), edits=edits, by="user:1", at=NOW)
    days = Days(company, DAY)
    days.until("2024-01-11")

    assert (foreseen.level, foreseen.on_day) == ("second_letter", DAY)
    assert days.notices() == [("second_letter", "2024-01-10")] * 3


def test_a_notice_that_waits_for_no_call_round_is_foreseen_and_then_walked_alike(company):
    for one in company.invoices.all():
        one.due_on, one.issued_on = date("2023-12-01"), date("2023-11-01")
        one.save(update_fields=["due_on", "issued_on"])
        reached = {"reached": "second_letter", "reached_on": date("2024-01-02")}
        Entry.objects.create(invoice=one, **reached)
    edits = {"third_notice": {"is_on": True, "after_call_rounds": 0}}
    draft = ask(company=company, draft={"": edits}, **WHO)
    answered(draft)
    written = draft.contacts.filter(is_draft=True).exclude(channel="call").order_by("on_day")
    foreseen = [(one.level, one.on_day.isoformat()) for one in written]

    change_policy(policy=company.policies.get(), edits=edits, by="user:1", at=NOW)
    days = Days(company, DAY)
    days.until("2024-01-19")

    assert foreseen[:3] == days.notices() == [("third_notice", foreseen[0][1])] * 3


def test_a_rate_is_foreseen_and_walked_alike(company):
    for customer in company.customers.all():
        customer.invoices.update(currency="SEK", amount="150.00")
    content = b"currency,day,rate\nSEK,2024-01-09,0.09\n"
    import_rates(company=company, content=content, **WHO)

    foreseen = answered(ask(company=company, draft={}, **WHO)).summary().customers
    days = Days(company, DAY)
    days.until("2024-01-12")

    assert foreseen == 0
    assert days.notices() == []
    assert set(Decision.objects.values_list("code", flat=True)) == {"below_minimum"}


def test_a_policy_has_values_of_its_own(company):
    policy = company.policies.get()
    edits = {"": {"arrival_call_from": "500.00", "call_round_limit": 2, "entry_review_days": 120}}

    change_policy(policy=policy, edits=edits, by="user:1", at=NOW)

    policy.refresh_from_db()
    assert (policy.arrival_call_from, policy.call_round_limit) == (500, 2)
    assert Event.objects.get(kind="policy.changed").values == {"levels": edits}


def test_a_call_that_asks_whether_a_letter_arrived_is_foreseen(company):
    company.policies.update(arrival_call_from="1000.00")
    edits = {"reminder": {"arrival_call": True}}

    rows = answered(ask(company=company, draft={"": edits}, **WHO)).rows(date("2024-01-11"))
    change_policy(policy=company.policies.get(), edits=edits, by="user:1", at=NOW)
    Days(company, DAY).until("2024-01-11")

    assert [(one.level, one.change) for one in rows] == [
        ("Call: did the reminder arrive?", "new")
    ] * 3
    due = Task.objects.filter(kind=Kind.CALL).values_list("due_on", "values__did_it_arrive")
    assert list(due) == [(date("2024-01-11"), "reminder")] * 3


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ({"reminder": {"channels": []}}, "needs a channel"),
        ({"reminder": {"channels": ["call"]}}, "cannot go by call"),
        ({"call": {"channels": ["email"]}}, "cannot go by email"),
        ({"courtesy_note": {"channels": ["voice"]}}, "cannot go by voice"),
        ({"courtesy_note": {"before_due_days": 0}}, "at least one day"),
        ({"postcard": {"gap_days": 3}}, "no level postcard"),
        ({"reminder": {"rank": 9}}, "Of a level only"),
        ({"": {"segment": "key"}}, "Of a policy only"),
        ({"": {"entry_review_days": 10}}, "later than"),
        ({key: {"is_on": False} for key in LADDER}, "at least one level"),
    ],
)
def test_a_draft_that_is_no_ladder_changes_nothing(company, edits, why):
    policy = company.policies.get()
    before = list(policy.levels.values())

    with pytest.raises(CannotChangePolicy, match=why):
        change_policy(policy=policy, edits=edits, by="user:1", at=NOW)

    assert list(policy.levels.values()) == before
