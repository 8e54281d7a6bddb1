"""What ends by itself when the money is here: the search for it, and what was disputed."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Q

from collections_app.companies.models import Company
from collections_app.disputes.actions import settle_dispute
from collections_app.disputes.choices import Result
from collections_app.disputes.models import Dispute
from collections_app.lib.many import among
from collections_app.promises.choices import Found
from collections_app.promises.credits import look_for_credits
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
    whose = Q(customer__company=company)
    if customer_ids is not None:
        whose &= Q(customer__in=among(customer_ids))
    come = SaysPaid.objects.filter(
        whose, state=Found.OPEN, invoice__balance__lte=F("open_then") - F("amount")
    )
    for said in come.select_related("invoice"):
        end_says_paid(said=said, found=True, on=day, by=BY, at=at)
    settled = Dispute.objects.filter(whose, settled_on__isnull=True, invoice__balance=0)
    for dispute in settled.select_related("invoice__company"):
        settle_dispute(dispute=dispute, result=Result.PAID, on=day, by=BY, at=at)
    look_for_credits(whose=whose, day=day, at=at)
