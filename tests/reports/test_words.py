"""Every code that the ladder can answer with has words."""

import ast
import datetime as dt
import inspect

import pytest

from collections_app import env
from collections_app.communications.choices import Channel
from collections_app.dunning import calling, rules, tracks
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Decision, Notice
from collections_app.dunning.modes import tell_of_stale_ledger
from collections_app.reports.task_words import TASKS, task_headline, task_words
from collections_app.reports.words import (
    APPROVALS,
    DECISIONS,
    NOTICES,
    REASONS,
    decision_words,
    notice_words,
    reason_words,
    state_of_play,
)
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from collections_app.web.templatetags.dunwell import ACTS, FLAGS, ICONS
from tests import factories

VALUES = {
    "level": "first_letter",
    "channel": "email",
    "channels": ["email", "sms", "letter"],
    "round": 1,
    "rounds": 3,
    "until": "2026-05-14",
    "standing": "insolvent",
    "minimum": "20.000",
    "residual": "5.000",
    "file": "open-items.csv",
    "why": "The file is empty.",
    "choice": "third_notice",
    "name": "Femke Oldaal",
    "text": "We pay on Friday.",
    "act": "check_payment",
}


OF_THE_COMPANY = {
    Kind.MEND_CHANNEL,
    Kind.MEND_FILE,
    Kind.STALE_LEDGER,
    Kind.VERIFY,
}  # no customer's row shows them


def codes_of_reasons() -> set[str]:
    """Codes of why a message waits, failed or was cancelled, wherever they are written."""
    codes = set()
    for path in (env.ROOT / "collections_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="cancel" | "wait"), args=[ast.Constant(value=code), *_]
                ):
                    codes.add(code)
                case ast.Dict(
                    keys=[ast.Constant(value="code"), *_], values=[ast.Constant(value=code), *_]
                ):
                    codes.add(code)
    return codes


def codes_of_the_rules() -> set[str]:
    """Codes stand first in a plan or a pair of code and values; waits are keys of one dict."""
    codes = set()
    source = "".join(inspect.getsource(one) for one in (rules, tracks, calling))
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Tuple(elts=[ast.Constant(value=str() as code), ast.Dict()]):
                codes.add(code)
            case ast.Call(func=ast.Name(id="Plan"), args=[ast.Constant(value=str() as code), *_]):
                codes.add(code)
            case ast.Assign(targets=[ast.Name(id="waits")], value=ast.Dict(keys=keys)):
                codes |= {key.value for key in keys if isinstance(key, ast.Constant)}
    return codes


def test_every_code_of_the_rules_has_words_and_no_words_are_left_over() -> None:
    codes = codes_of_the_rules()

    assert {"notice", "pressure", "standing", "below_minimum"} <= codes
    assert codes == set(DECISIONS)


def test_a_standing_whose_review_is_due_names_no_other_day() -> None:
    words = decision_words("standing", {"standing": "insolvent"}, dt.date(2026, 12, 20))

    assert words.startswith("Insolvent: nobody is contacted. The review is due")
    assert "20 Dec" not in words


def test_every_reason_has_words() -> None:
    codes = codes_of_reasons()

    assert {"lease_expired", "paid", "skipped"} <= codes
    assert codes <= set(REASONS)


@pytest.mark.parametrize("code", DECISIONS)
def test_decision_reads_as_a_sentence(code: str) -> None:
    words = decision_words(code, VALUES)

    assert words[0].isupper()
    assert words.endswith(".")
    assert "{" not in words
    assert "None" not in words
    assert "_" not in words


def test_decision_without_a_level_ahead_names_the_day_it_stands_until() -> None:
    assert decision_words("climbs", {}) == "Nothing is due before a date not yet known."


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        (
            "held",
            {"until": "2026-12-02", "reason": "internal"},
            "On hold until Wed 2 Dec: we are checking something.",
        ),
        ("held", {"until": "2026-12-02", "reason": ""}, "On hold until Wed 2 Dec."),
        (
            "invoices_held",
            {"until": "2026-12-02", "reason": "asked"},
            "What is overdue is on hold, the first invoice until Wed 2 Dec: the customer asked.",
        ),
        (
            "invoices_held",
            {"until": "2026-12-02"},
            "What is overdue is on hold, the first invoice until Wed 2 Dec.",
        ),
        (
            "nothing_to_demand",
            {"because": ["promised"], "until": "2026-12-02"},
            "All that is overdue is promised; the promise runs until Wed 2 Dec.",
        ),
        (
            "nothing_to_demand",
            {"because": ["disputed", "says_paid"], "until": None},
            "All that is overdue is disputed or said to be paid.",
        ),
        ("nothing_to_demand", {}, "All that is overdue is promised, disputed or said to be paid."),
    ],
)
def test_what_stands_still_says_why_and_until_when(code, values, words) -> None:
    assert decision_words(code, values) == words


def test_what_cannot_be_reached_says_what_is_missing() -> None:
    assert decision_words("unreachable", VALUES) == (
        "First letter cannot go: no usable e-mail address, no mobile with consent, "
        "no postal address."
    )


def test_every_notice_state_task_channel_and_approval_has_words() -> None:
    assert set(NOTICES) == set(NoticeState)
    assert set(TASKS) == set(Kind)
    assert set(Kind) - OF_THE_COMPANY <= set(ACTS)
    assert set(ICONS) == set(Channel)
    assert set(FLAGS) == {"broken", "approval", "promised", "disputed"}
    for reason in APPROVALS:
        assert reason_words({"approval": reason}).endswith(".")


def test_a_broken_promise_is_said_with_its_amount_and_the_invoices_that_stay_quiet() -> None:
    values = {"promise": "18400.000", "currency": "EUR"}

    said = task_words(Kind.CALL, values | {"invoices": ["TI-1", "TI-2"]})
    of_old = task_words(Kind.CALL, values)

    start = (
        "Promise of 18,400.00 EUR not kept: call first. For two business days no letter takes up"
    )
    assert said == f"{start} TI-1, TI-2."
    assert of_old == f"{start} what was promised."


@pytest.mark.parametrize(
    "mode, said",
    [
        ("live", "Second letter went by post on Thu 14 May."),
        ("rehearsal", "Second letter would have gone by post on Thu 14 May."),
    ],
)
def test_a_rehearsal_never_says_that_something_went(mode: str, said: str) -> None:
    accepted_on = dt.date(2026, 5, 14)
    notice = Notice(
        level="second_letter",
        channel="letter",
        state="accepted",
        mode=mode,
        accepted_on=accepted_on,
    )

    assert notice_words(notice) == said


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert reason_words({"code": "moon_phase"}) == "Moon phase"


def test_an_address_that_does_not_work_is_named() -> None:
    said = task_words(Kind.FIX_CONTACT, {"channel": "email", "address": "old@vandrel.example"})

    assert said == "The e-mail address old@vandrel.example does not work: find another."
    assert task_words(Kind.FIX_CONTACT, {"level": "reminder"}) == "No address works: find one."


@pytest.mark.parametrize(
    ("as_of", "said"),
    [(None, "No open invoices were brought in yet"), (dt.date(2026, 2, 2), "is too old")],
)
def test_a_ledger_that_never_came_is_not_called_old(as_of, said, db: None) -> None:
    company = factories.company(ledger_as_of=as_of, fresh_days=3)
    day = dt.date(2026, 3, 4)

    tell_of_stale_ledger(company=company, day=day, at=factories.noon(day))

    task = Task.objects.get(kind=Kind.STALE_LEDGER)
    assert said in task_words(task.kind, task.values)


def test_a_row_says_in_short_what_its_act_does_not() -> None:
    promise = {"promise": "18400.000", "currency": "EUR", "invoices": ["TI-1"]}

    assert task_headline(Kind.CALL, promise) == "Promise of 18,400.00 EUR not kept"
    assert task_headline(Kind.DECIDE, {"rounds": 3}) == "3 call rounds without a promise"
    assert task_headline(Kind.CALL, {"round": 2}) == "Call round 2 is open."
    money = {"amount": "530.00", "currency": "EUR", "payer": "Vandrel"}
    assert task_headline(Kind.MATCH_PAYMENT, money) == "530.00 EUR is not matched to an invoice"
    address = {"channel": "email", "address": "old@vandrel.example"}
    assert task_headline(Kind.FIX_CONTACT, address) == "The e-mail address does not work"


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-12-30", "On hold until Fri 1 Jan 2027."),
        ("2027-01-01", "On hold until Fri 1 Jan."),
        (None, "On hold until Fri 1 Jan."),
    ],
)
def test_a_day_in_another_year_says_which(today: str | None, words: str) -> None:
    day = dt.date.fromisoformat(today) if today else None

    assert decision_words("held", {"until": "2027-01-01"}, today=day) == words


def test_a_notice_that_waits_for_approval_says_so_and_not_that_others_wait_for_it() -> None:
    later = {"decided_on": dt.date(2026, 5, 14), "values": {"level": "reminder"}}
    decision = Decision(code="unfinished_notice", **later)
    waiting = Notice(level="reminder", day=dt.date(2026, 5, 12), state=NoticeState.WAITING)

    assert state_of_play(decision, waiting) == "Reminder is written and waits for approval."
