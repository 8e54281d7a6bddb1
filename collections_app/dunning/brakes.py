"""What keeps a mistake from reaching customers: a cap on a day's notices, care after a restore."""

import datetime as dt
from statistics import median

from django.db import transaction
from django.db.models import Sum

from collections_app.communications.actions import hold_for_approval
from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.dunning.actions import MAY_HAVE_GONE
from collections_app.dunning.approval import RESTORED
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice, Run

SMALLEST_CAP = 200
USUAL_DAYS = 30
TIMES_THE_USUAL = 2
FLOOD = "more_than_usual"


def hold_flood(*, company: Company, day: dt.date) -> int:
    """On a day with more notices than the cap those not written yet wait for a person.

    A bad import makes thousands of invoices overdue at once; this stands before the customers.
    """
    planned = Notice.objects.filter(company=company, state=NoticeState.PLANNED)
    planned = planned.exclude(reason__has_key="approval")
    if not planned.exists() or planned_on(company, day) <= cap_of(company, day):
        return 0
    return planned.update(reason={"approval": FLOOD})


def planned_on(company: Company, day: dt.date) -> int:
    runs = Run.objects.filter(company=company, mode=company.mode, as_of=day)
    return runs.aggregate(notices=Sum("notices"))["notices"] or 0


def cap_of(company: Company, day: dt.date) -> int:
    """The company's own, else twice its usual day, and never below 200.

    The usual day is the median of those in the last 30 that had notices.
    """
    if company.most_notices_a_day is not None:
        return company.most_notices_a_day
    past = Run.objects.filter(
        company=company,
        mode=company.mode,
        as_of__lt=day,
        as_of__gte=day - dt.timedelta(USUAL_DAYS),
        notices__gt=0,
    )
    days = past.values("as_of").annotate(total=Sum("notices")).values_list("total", flat=True)
    usual = median(days) if days else 0
    return max(SMALLEST_CAP, round(TIMES_THE_USUAL * usual))


@transaction.atomic
def resume(*, by: str, at: dt.datetime) -> str:
    """Let messages leave again; why they did not.

    A database that was restored or copied has forgotten what was sent since: whatever is planned
    or ready waits for a person, and so does later what was due by now. What may have gone already
    is resolved first: approved, it would go once more.
    """
    because = installation.resume_sending(by=by, at=at)
    if because in (installation.RESTORED, installation.FOREIGN):
        for company in Company.objects.filter(mode=Mode.LIVE):
            _be_careful(company, company.working_day(at))
    return because


def _be_careful(company: Company, day: dt.date) -> None:
    company.restored_on = day
    company.save(update_fields=["restored_on"])
    reason = {"approval": RESTORED}
    planned = Notice.objects.filter(company=company, mode=Mode.LIVE, state=NoticeState.PLANNED)
    planned.update(reason=reason)
    ready = Notice.objects.filter(company=company, mode=Mode.LIVE, state=NoticeState.READY).exclude(
        messages__communication__state__in=MAY_HAVE_GONE
    )
    hold_for_approval(ids=ready.values_list("messages__communication", flat=True), reason=reason)
    ready.update(state=NoticeState.WAITING, reason=reason)
