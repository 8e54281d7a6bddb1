"""What came in and waits for somebody who reads it."""

from collections.abc import Iterable

from django.db.models import Exists, Q, QuerySet

from collections_app.communications.choices import Direction
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.replies.choices import MailState
from collections_app.replies.models import Mail

NOT_FILED = (MailState.NOT_FILED, MailState.UNREADABLE)


def replies_to_file(company: Company) -> QuerySet[Communication]:
    """Oldest first, by mail and by SMS."""
    written = Communication.objects.filter(company=company, direction=Direction.IN, purpose="reply")
    waiting = written.exclude(why__has_key="answered").exclude(why__has_key="filed_as")
    return waiting.order_by("created_at", "pk")


def replies_filed(company: Company) -> QuerySet[Communication]:
    """Those that somebody filed, newest first."""
    return Communication.objects.filter(
        company=company,
        direction=Direction.IN,
        why__has_key="filed_as",
    ).order_by("-created_at", "-pk")


def mails_not_filed(company: Company, *, own: Iterable[int]) -> QuerySet[Mail]:
    """Of nobody known, oldest first. `own`: the companies of whoever looks."""
    whose = Q(company=company) | of_no_company(own)
    return (
        Mail.objects.filter(whose, state__in=NOT_FILED).defer("raw").order_by("received_at", "pk")
    )


def of_no_company(own: Iterable[int]) -> Q:
    """What names no company may be any one's: it is shown to whoever works for all of them."""
    others = Company.objects.filter(is_replay=False).exclude(pk__in=list(own))
    return Q(~Exists(others), company__isnull=True)
