"""The same is told by two ways at one moment, or two things at once: it happens once."""

import pytest

from collections_app.communications.models import Communication
from collections_app.communications.typed import Words
from collections_app.customers.models import Contact
from collections_app.desk.own_words import CannotWrite
from collections_app.desk.writing_back import write_answer
from collections_app.history.models import Event
from collections_app.jobs.verifying import verify
from collections_app.replies.inbox import receive
from collections_app.replies.mailbox import hand_in
from collections_app.replies.mails import apply_mail
from collections_app.replies.models import Mail
from tests.factories import date
from tests.replies.mails import bounce, came, mail_ready, owing_by_mail, sends, written
from tests.replies.world import FIRST_DAY, NOW, live_company
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NO_USER = "smtp; 550 5.1.1 User unknown"


@pytest.fixture
def reminder() -> Communication:
    company = live_company()
    owing_by_mail(company)
    return sends(mail_ready(company))


def told(event: str, of: Communication, said: str = "") -> None:
    receive(
        provider="postmark",
        event_id=event,
        kind="mail",
        token=of.attempts.get().token,
        form={"event": [event], "said": [said]},
        at=NOW,
    )


def test_a_bounce_by_mail_and_by_webhook_at_one_moment_comes_back_once(reminder):
    at_once(lambda: came(bounce(reminder)), lambda: told("bounced", reminder, NO_USER))

    reminder.refresh_from_db()
    assert reminder.state == "bounced"
    assert Event.objects.filter(kind="communication.came_back").count() == 1
    assert [str(one) for one in verify(at=NOW)] == []


def test_delivered_and_bounced_at_one_moment_is_bounced(reminder):
    at_once(
        lambda: told("delivered", reminder),
        lambda: told("bounced", reminder, NO_USER),
        lambda: told("complained", reminder),
    )

    reminder.refresh_from_db()
    assert reminder.state == "bounced"
    assert Contact.objects.get().email_state == "opted_out"
    assert [str(one) for one in verify(at=NOW)] == []


def test_an_answer_by_mailbox_and_by_webhook_at_one_moment_is_one(reminder):
    raw = written("We pay on Friday.", answers=reminder)

    def brought() -> None:
        apply_mail(hand_in(b"Received: by relay\r\n" + raw, provider="postmark", at=NOW), at=NOW)

    at_once(lambda: came(raw), brought)

    assert Mail.objects.filter(state="applied").count() == 2
    assert Communication.objects.filter(direction="in").count() == 1


def test_our_answer_and_their_stop_at_one_moment_leave_no_answer_ready(reminder):
    reply = came(written("We pay on Friday.", answers=reminder)).communication
    words = Words("Re: Invoice", "Friday is fine.")
    refused = []

    def answer() -> None:
        try:
            on = date(FIRST_DAY)
            write_answer(reply=reply, words=words, once="a", by="user:1", at=NOW, on=on)
        except CannotWrite as error:
            refused.append(error)

    at_once(answer, lambda: came(written("stop", **{"Message-ID": "<s@vandrel.example>"})))

    answers = Communication.objects.filter(purpose="answer").values_list("state", flat=True)
    assert list(answers) in ([], ["cancelled"])
    assert len(refused) + len(answers) == 1
