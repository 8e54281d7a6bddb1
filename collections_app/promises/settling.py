"""What ends by itself when the money is here: the search for it, and what was disputed."""

import datetime as dt
from collections.abc import Iterable
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigAutoField, BigIntegerField, F, Q

from collections_app.companies.models import Company
from collections_app.disputes.actions import settle_dispute
from collections_app.disputes.choices import Result
from collections_app.disputes.models import WAITS, Dispute
from collections_app.lib.given import Given
from collections_app.lib.many import among
from collections_app.lib.together import Question
from collections_app.promises.choices import Found
from collections_app.promises.credits import look_for_credit
from collections_app.promises.models import SaysPaid
from collections_app.promises.says_paid import end_says_paid

BY = "ladder"


def end_what_is_paid(
    *,
    company: Company,
    day: dt.date,
    at: dt.datetime,
    customer_ids: Iterable[int] | None = None,
) -> None:
    """After money moved: what is said to be paid has come, a dispute of what is settled ends.

    And what was credited is seen, or is missing. `customer_ids` are those whose money moved, all
    of the company without them: a transaction that moves money locks no others.
    """
    question = _question(of_some=customer_ids is not None)
    rows = question.ask(company=company.pk, customers=list(customer_ids or ()))
    for said in rows["come"]:
        end_says_paid(said=said, found=True, on=day, by=BY, at=at)
    for dispute in rows["settled"]:
        settle_dispute(dispute=dispute, result=Result.PAID, on=day, by=BY, at=at)
    for dispute in rows["waiting"]:
        look_for_credit(dispute=dispute, day=day, at=at)


@cache
def _question(*, of_some: bool) -> Question:
    """One for all three: nothing that one of them ends is the business of another."""
    whose = Q(customer__company=Given("company", BigAutoField()))
    if of_some:
        whose &= Q(customer__in=among(Given("customers", ArrayField(BigIntegerField()))))
    come = SaysPaid.objects.filter(
        whose, state=Found.OPEN, invoice__balance__lte=F("open_then") - F("amount")
    )
    settled = Dispute.objects.filter(whose, settled_on__isnull=True, invoice__balance=0)
    waiting = Dispute.objects.filter(WAITS, whose)
    return Question(
        {
            "come": come.select_related("invoice"),
            "settled": settled.select_related("invoice__company"),
            "waiting": waiting.select_related("invoice__company", "owner"),
        }
    )
