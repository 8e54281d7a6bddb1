"""What came in and waits for somebody who reads it."""

from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from collections_app.communications.choices import Direction
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.replies.choices import Kind, MailState, Parked
from collections_app.replies.models import Mail, ProviderEvent

NOT_FILED = (MailState.NOT_FILED, MailState.UNREADABLE)


def replies_to_file(company: Any) -> QuerySet[Communication]:
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


def mails_not_filed(company: Any, *, own: Any) -> QuerySet[Mail]:
    """Of nobody known, oldest first. `own`, what `in` takes: the companies of whoever looks."""
    return _mails(company, own).filter(state__in=NOT_FILED).order_by("received_at", "pk")


def mails_put_aside(company: Any, *, own: Any) -> QuerySet[Mail]:
    """What concerns nobody, by a person's word or by its kind; newest first."""
    return _mails(company, own).filter(state=MailState.PUT_ASIDE).order_by("-received_at", "-pk")


def _mails(company: Any, own: Any) -> QuerySet[Mail]:
    return Mail.objects.filter(Q(company=company) | of_no_company(own)).defer("raw")


def of_no_company(own: Any) -> Q:
    """What names no company may be any one's: it is shown to whoever works for all of them."""
    return Q(_works_for_all(own), company__isnull=True)


def _works_for_all(own: Any) -> Q:
    others = Company.objects.filter(is_replay=False).exclude(pk__in=own)
    return Q(~Exists(others))


def texts_not_filed(senders: Any, *, own: Any) -> QuerySet[ProviderEvent]:
    """From numbers of nobody known, oldest first."""
    waiting = texts_to(senders, own=own).filter(parked_because=Parked.UNKNOWN_NUMBER)
    return waiting.order_by("received_at", "pk")


def texts_to(senders: Any, *, own: Any) -> QuerySet[ProviderEvent]:
    """What came in to these numbers of companies, or to one that names none.

    Where several companies send from a service's pool, a number of it names none of them.
    """
    named = Company.objects.exclude(sms_sender="").values("sms_sender")
    to = ProviderEvent.objects.annotate(to=KeyTextTransform("0", KeyTransform("To", "form")))
    whose = Q(to__in=senders) | Q(_works_for_all(own) & ~Q(to__in=named))
    return to.filter(whose, kind=Kind.INBOUND)
