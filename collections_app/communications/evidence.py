"""What is learned of an attempt afterwards: from its journal, its provider, or a person."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

from collections_app.communications.actions import move
from collections_app.communications.choices import Outcome, State
from collections_app.communications.claiming import Settle, locked_communication
from collections_app.communications.journal import NEVER_BEGUN, Found, left_behind
from collections_app.communications.marking import AWAY, mark
from collections_app.communications.models import Attempt, Communication, Evidence
from collections_app.communications.rules import SEARCH_AFTER
from collections_app.communications.transports import transport_of
from collections_app.communications.transports.base import Result
from collections_app.history.actions import record

logger = logging.getLogger(__name__)

SEARCH = "search"
JOURNAL = "journal"


class CannotResolve(Exception):
    """The communication is not unknown any more, or its customer is being written."""


def believe(
    *, token: str, result: Result, source: str, settle: Settle, at: dt.datetime
) -> str | None:
    """Somebody knows what became of an attempt; its communication's state, None for no attempt.

    The same may be told any number of times and in any order.
    """
    attempt = Attempt.objects.select_related("communication").filter(token=token).first()
    if attempt is None:
        return None
    return mark(attempt=attempt, result=result, settle=settle, now=at, source=source)


def read_journal(*, settle: Settle, at: dt.datetime) -> int:
    """Mark what this machine's workers were told, or never began, and could not write; how many."""
    return sum(_believe_sheet(sheet, settle, at) for sheet in left_behind())


def _believe_sheet(sheet: Found, settle: Settle, at: dt.datetime) -> int:
    """The sheet is kept until the database has an outcome for each of its attempts."""
    told = sheet.answers | dict.fromkeys(sheet.never_begun, NEVER_BEGUN)
    attempts = Attempt.objects.filter(token__in=[*sheet.claimed, *told])
    before = dict(attempts.values_list("token", "outcome"))
    news = [token for token in told if before.get(token) in ("", Outcome.UNKNOWN)]
    for token in news:
        _believe_or_report(token, told[token], settle, at)
    if sheet.answers.keys() - before.keys():
        # A restored database: the answers are kept, for they are all that is left of these sends.
        logger.error("The journal names attempts that the database does not know.")
    elif not attempts.filter(outcome="").exists():
        sheet.strike()
    return len(news)


def _believe_or_report(token: str, result: Result, settle: Settle, at: dt.datetime) -> None:
    """What one message stumbles over must not keep the others from being marked."""
    try:
        believe(token=token, result=result, source=JOURNAL, settle=settle, at=at)
    except AWAY:
        raise
    except Exception:
        logger.exception("What the journal says of an attempt cannot be marked.")


@transaction.atomic
def resolve(
    *, communication: Communication, went: bool, settle: Settle, by: str, at: dt.datetime
) -> None:
    """A person says that an unknown one went, or that it is to be sent again."""
    locked = locked_communication(communication.pk)
    if locked is None or locked.state != State.UNKNOWN:
        raise CannotResolve("It is not unknown any more. Look at the page again.")
    attempt = locked.attempts.get(number=locked.tries)
    if went:
        said = Result(Outcome.ACCEPTED, reply="A person says that it went.")
        believe(token=attempt.token, result=said, source=by, settle=settle, at=at)
    else:
        move(locked, State.READY, again_by=by, send_after=at, reason={})
        settle([locked])
    record(
        kind="communication.resolved",
        subject=("communication", locked.pk),
        by=by,
        at=at,
        company_id=locked.company_id,
        customer_id=locked.customer_id,
        values={"went": went},
    )


def search_unknown(
    *, settle: Settle, may_go_again: Callable[[Communication], bool], at: dt.datetime
) -> int:
    """Ask the providers that can be asked about unknown attempts; how many were resolved.

    Found: it went. Not found twice, five minutes apart: it did not, and goes again where
    `may_go_again` allows that without a person.
    """
    unknown = Attempt.objects.filter(
        outcome=Outcome.UNKNOWN, communication__state=State.UNKNOWN, ended_at__lt=at - SEARCH_AFTER
    ).select_related("communication__company")
    return sum(_search(one, settle, may_go_again, at) for one in unknown.order_by("started_at"))


def _search(
    attempt: Attempt,
    settle: Settle,
    may_go_again: Callable[[Communication], bool],
    at: dt.datetime,
) -> bool:
    communication = attempt.communication
    found = transport_of(communication.channel).look_for(communication, attempt)
    if found is None or found.outcome == Outcome.UNKNOWN or _is_another(found, attempt):
        return False
    if found.outcome == Outcome.NOT_SENT and not _is_sure(attempt, may_go_again, found, at):
        return False
    believe(token=attempt.token, result=found, source=SEARCH, settle=settle, at=at)
    return True


def _is_another(found: Result, attempt: Attempt) -> bool:
    """The same words went to the same number before: that message proves nothing of this one."""
    same = Attempt.objects.filter(provider_id=found.provider_id).exclude(pk=attempt.pk)
    return bool(found.provider_id) and same.exists()


def _is_sure(attempt: Attempt, may_go_again: Any, found: Result, at: dt.datetime) -> bool:
    """Two searches in a row, apart, that found nothing; each is kept."""
    earlier = attempt.evidence.filter(source=SEARCH, outcome="").order_by("at").first()
    if earlier and at - earlier.at >= SEARCH_AFTER and may_go_again(attempt.communication):
        return True
    if not earlier:
        Evidence.objects.create(attempt=attempt, at=at, source=SEARCH, said=found.reply)
    return False
