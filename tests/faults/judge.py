"""The providers' ledgers beside the log: nobody got two of one, and nothing went unlogged."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.models import Attempt, Communication
from collections_app.companies.choices import Mode
from tests.faults.ledger import Taken

ARRIVED = (State.SENT, State.DELIVERED, State.BOUNCED)
MAY_HAVE_GONE = ("", Outcome.ACCEPTED, Outcome.UNKNOWN)
Who = tuple[str, str]  # address and reference


@dataclass
class Judgement:
    """What does not fit, in words; and what was counted."""

    taken: int = 0
    sent: int = 0
    unknown: int = 0
    duplicates: list[str] = field(default_factory=list)
    unlogged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # the log says sent, the provider has nothing
    miscounted: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return self.duplicates + self.unlogged + self.missing + self.miscounted

    def __str__(self) -> str:
        duplicates, unlogged = len(self.duplicates), len(self.unlogged)
        return f"{duplicates} duplicates, {unlogged} unlogged, {self.unknown} unknown"


def judge(ledger: Iterable[Taken]) -> Judgement:
    """Compare all that providers took with all that the log says of e-mail and SMS."""
    taken = Counter((one.to, one.reference) for one in ledger)
    logged = {_who(one): one for one in _wired()}
    tried = {_who(one) for one in _wired().filter(attempts__outcome__in=MAY_HAVE_GONE).distinct()}
    again = {_who(one) for one in _wired().exclude(attempts__authorized_by="").distinct()}
    arrived = {who for who, one in logged.items() if one.state in ARRIVED}
    return Judgement(
        taken=taken.total(),
        sent=len(arrived),
        unknown=_wired().filter(state=State.UNKNOWN).count(),
        duplicates=[f"{n} copies of {who}" for who, n in taken.items() if n > 1 + (who in again)],
        unlogged=[f"The log knows nothing of {who}" for who in taken.keys() - tried],
        missing=[f"Said to be sent, and is not: {who}" for who in arrived - taken.keys()],
        miscounted=_miscounted(),
    )


def _wired() -> QuerySet[Communication]:
    wired = Communication.objects.filter(channel__in=[Channel.EMAIL, Channel.SMS], mode=Mode.LIVE)
    return wired.only("id", "channel", "sender", "recipient", "text", "state")


def _who(one: Communication) -> Who:
    """As its provider names it."""
    if one.channel == Channel.SMS:
        return one.recipient, one.text
    return one.recipient, f"<{one.pk}@{one.sender.rpartition('@')[2]}>"


def _miscounted() -> list[str]:
    counted = Communication.objects.annotate(
        begun=Count("attempts"),
        perhaps=Count("attempts", filter=Q(attempts__outcome__in=MAY_HAVE_GONE)),
        allowed=Count("attempts", filter=~Q(attempts__authorized_by="")),
    )
    wrong = counted.exclude(begun=F("tries")) | counted.filter(perhaps__gt=1 + F("allowed"))
    found = [f"{one} has {one.begun} attempts, {one.tries} tries" for one in wrong]
    open_ends = Attempt.objects.filter(outcome="").exclude(communication__state=State.SENDING)
    return found + [f"Attempt {one} has no end" for one in open_ends]
