"""Who is away is called when they are back."""

import datetime as dt

import pytest

from collections_app.replies.absences import back_on
from collections_app.reports.task_words import task_words
from collections_app.tasks.actions import open_task
from collections_app.tasks.models import Task
from tests.factories import date
from tests.replies.mails import came, mail_ready, owing_by_mail, sends, written
from tests.replies.world import NOW, live_company

TODAY = date("2024-01-10")
AWAY = {"Subject": "Out of office: Invoice", "Auto-Submitted": "auto-replied"}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I am on holiday until 20 January 2024 and cannot read mails.", 21),
        ("Away until January 20th, 2024.", 21),
        ("I am out of office from 10 January to 20 January.", 21),
        ("Away until 2024-01-20", 21),
        ("I will be back on Monday, 22 January.", 22),
        ("I return to the office on 01/22/2024", 22),
        ("Ich bin bis 20.01.2024 nicht im Büro.", 21),
        ("Ich bin bis einschließlich 20. Januar abwesend.", 21),
        ("Ich bin vom 8.1. bis 20.1. im Urlaub.", 21),
        ("Ab dem 22.01. bin ich wieder erreichbar.", 22),
        ("Estoy fuera de la oficina hasta el 20 de enero de 2024.", 21),
        ("Vuelvo el 22 de enero.", 22),
        ("Volveré el lunes 22 de enero de 2024.", 22),
        ("Ab dem 22. Jänner bin ich wieder da.", 22),
        ("Je suis absent jusqu'au 20 janvier 2024.", 21),
        ("Absent du 8 au 20 janvier inclus.", 21),
        ("De retour le 22 janvier.", 22),
    ],
)
def test_the_day_of_return_is_read(words, day):
    assert back_on(words, today=TODAY) == dt.date(2024, 1, day)


@pytest.mark.parametrize(
    "words",
    ["I am away.", "I am away until Monday.", "I was away until 5 January.", "Until 31/31/2024",
     "Call 030 12345678, I am back soon.", "Your mail of 20 January was received.", ""],
)  # fmt: skip
def test_what_says_no_day_to_come_says_nothing(words):
    assert back_on(words, today=TODAY) is None


def test_in_december_a_day_of_january_is_next_year_s():
    assert back_on("Back on 7 January", today=date("2023-12-20")) == dt.date(2024, 1, 7)


def to_call(customer) -> Task:
    open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind="call",
        subject=("call_round", 1),
        due_on=TODAY,
        at=NOW,
        values={"round": 1},
    )
    return Task.objects.get(kind="call")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "due_on", "says"),
    [
        ("I am away until 20 January 2024.", "2024-01-22", "away; back"),
        ("I am away until 20 March 2024.", "2024-02-09", "away; back"),
        ("I am away.", "2024-01-10", "Call round 1 is open."),
    ],
)
def test_an_absence_moves_the_call_and_holds_nothing(words, due_on, says):
    company = live_company()
    call = to_call(owing_by_mail(company))
    reminder = sends(mail_ready(company))

    mail = came(written(words, answers=reminder, **AWAY))

    call.refresh_from_db()
    assert mail.kind == "out_of_office"
    assert call.due_on == date(due_on)
    assert says in task_words(call.kind, call.values)
    assert not company.customers.get().holds.exists()
