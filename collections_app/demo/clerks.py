"""The calls that clerks make in the past, and what they agree on."""

import datetime as dt
from decimal import Decimal

from collections_app.companies.models import Company
from collections_app.demo import phrases
from collections_app.demo.scenes import Scene
from collections_app.desk.choices import CallOutcome
from collections_app.promises.actions import record_promise
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

CALLS_A_DAY = 8
TEXTS = {
    CallOutcome.NO_ANSWER: phrases.NO_ANSWER,
    CallOutcome.VOICEMAIL: phrases.VOICEMAIL,
    CallOutcome.WRONG_PERSON: phrases.WRONG_PERSON,
}
OUTCOMES = (
    CallOutcome.REACHED,
    CallOutcome.VOICEMAIL,
    CallOutcome.NO_ANSWER,
    CallOutcome.WRONG_PERSON,
)
ODDS = (48, 16, 24, 12)
ODDS_OF_THE_ELUSIVE = (14, 30, 44, 12)
FATES = ("kept", "partly", "broken")
FATE_ODDS = (68, 12, 20)
WILL_NOT_SAY = 0.5  # of those who can hardly be reached


def due_calls(company: Company, day: dt.date, *, most: int) -> list[Task]:
    """One call task per customer, the longest due first."""
    tasks = Task.objects.filter(
        company=company, kind=TaskKind.CALL, state=TaskState.OPEN, due_on__lte=day
    ).order_by("due_on", "customer__number", "pk")
    by_customer: dict[int | None, Task] = {}
    for task in tasks:
        by_customer.setdefault(task.customer_id, task)
    return list(by_customer.values())[:most]


def make_call(scene: Scene, task: Task) -> None:
    """Dial, and agree on something where somebody answers who can."""
    is_elusive = "never_there" in scene.part.stories and scene.is_silent
    odds = ODDS_OF_THE_ELUSIVE if is_elusive else ODDS
    outcome = scene.chance.choices(OUTCOMES, odds)[0]
    if outcome != CallOutcome.REACHED:
        scene.call(outcome, scene.say(TEXTS[CallOutcome(outcome)]))
    elif "did_it_arrive" in task.values or not scene.overdue():
        scene.call(outcome, scene.say(phrases.ARRIVED))
    elif is_elusive and scene.chance.random() < WILL_NOT_SAY:
        scene.call(outcome, scene.say(phrases.EXCUSED))
    else:
        _agree(scene, again="promise" in task.values)


def _agree(scene: Scene, *, again: bool) -> None:
    """A promise for all that is overdue; the customer's fate decides what comes of it."""
    promised_for = scene.books.company.calendar.business_day_from(
        scene.day + dt.timedelta(scene.chance.randint(4, 10))
    )
    cause = scene.chance.choice(sorted(phrases.PROMISED))
    texts = phrases.PROMISED_AGAIN if again else phrases.PROMISED[cause]
    text = scene.say(texts, date=scene.date(promised_for))
    scene.call(CallOutcome.REACHED, text, cause=cause)
    promise_all(scene, promised_for, fate=scene.chance.choices(FATES, FATE_ODDS)[0])


def promise_all(scene: Scene, promised_for: dt.date, *, fate: str) -> None:
    """Record the promise, and let the money come as fate has it."""
    late = scene.overdue()
    if not late:
        return
    record_promise(
        customer=scene.customer,
        amount=sum((one.demandable for one in late), Decimal(0)),
        currency=scene.part.currency,
        promised_for=promised_for,
        on=scene.day,
        by=scene.by,
        at=scene.at,
        invoices=late,
    )
    paid = {"kept": late, "partly": late[: max(len(late) // 2, 1)], "broken": []}[fate]
    for invoice in paid:
        part = invoice.demandable / 2 if fate == "partly" and len(late) == 1 else None
        bill = scene.books.bills[invoice.number]
        scene.books.expect(bill, promised_for, part and part.quantize(Decimal(1)))
