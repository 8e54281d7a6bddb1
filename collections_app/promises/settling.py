"""What ends by itself when the money is here: the search for it, and what was disputed."""

import datetime as dt

from django.db.models import F

from collections_app.companies.models import Company
from collections_app.disputes.actions import settle_dispute
from collections_app.disputes.choices import Result
from collections_app.disputes.models import Dispute
from collections_app.promises.choices import Found
from collections_app.promises.credits import look_for_credits
from collections_app.promises.models import SaysPaid
from collections_app.promises.says_paid import end_says_paid

BY = "ladder"


def end_what_is_paid(*, company: Company, day: dt.date, at: dt.datetime) -> None:
    """After money moved: what is said to be paid has come, a dispute of what is settled ends.

    And what was credited is seen, or is missing.
    """
    come = SaysPaid.objects.filter(
        customer__company=company,
        state=Found.OPEN,
        invoice__balance__lte=F("open_then") - F("amount"),
    )
    for said in come.select_related("invoice"):
        end_says_paid(said=said, found=True, on=day, by=BY, at=at)
    settled = Dispute.objects.filter(
        customer__company=company, settled_on__isnull=True, invoice__balance=0
    )
    for dispute in settled.select_related("invoice__company"):
        settle_dispute(dispute=dispute, result=Result.PAID, on=day, by=BY, at=at)
    look_for_credits(company=company, day=day, at=at)
