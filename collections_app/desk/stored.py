"""What is kept of what was said: the one place that the log, the mail and the page read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from operator import attrgetter

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField

from collections_app.desk.said import PaidSaid, PromiseSaid, WrapUp
from collections_app.invoices.models import Invoice
from collections_app.lib.given import Given
from collections_app.lib.many import among
from collections_app.lib.together import Question
from collections_app.promises.rules import Instalment, lay_out_all

ZERO = Decimal(0)


class Gone(Exception):
    """An invoice is not there any more: its import was undone a moment ago."""


def as_they_are(said: WrapUp) -> WrapUp:
    """The same of its invoices as they are stored now, whatever was loaded before."""
    promise, paid = said.promise, said.paid
    about = [*(promise.invoices if promise else ()), *(paid.invoices if paid else ())]
    if not about:
        return said
    found = _about_invoices().ask(invoices=[one.pk for one in about])["invoices"]
    rows: dict[int, Invoice] = {one.pk: one for one in found}
    if gone := [one.number for one in about if one.pk not in rows]:
        raise Gone(f"{', '.join(gone)} is not there any more: look again, and pick another.")

    def now(invoices: Sequence[Invoice]) -> list[Invoice]:
        return [rows[one.pk] for one in invoices]

    return replace(
        said,
        promise=promise and replace(promise, invoices=now(promise.invoices)),
        paid=paid and replace(paid, invoices=now(paid.invoices)),
    )


@cache
def _about_invoices() -> Question:
    ids = among(Given("invoices", ArrayField(BigIntegerField())))
    return Question({"invoices": Invoice.objects.filter(pk__in=ids)})


def as_stored(said: WrapUp) -> WrapUp:
    """The same with the amounts that can be kept: what is disputed is neither promised nor paid."""
    disputed = {one.invoice.pk: one.amount for one in said.disputes}
    return replace(
        said,
        promise=said.promise and _promised(said.promise, disputed),
        paid=said.paid and _paid(said.paid, disputed),
    )


def _promised(said: PromiseSaid, disputed: Mapping[int, Decimal]) -> PromiseSaid:
    """Laid on what is left of its invoices; where nothing is, as it was said, to be refused."""
    rows = sorted(said.invoices, key=attrgetter("due_on", "pk"))
    left = {one.pk: max(_undisputed(one, disputed) - one.says_paid, ZERO) for one in rows}
    laid = lay_out_all(said.instalments, left.items())
    if not laid:
        return said
    return PromiseSaid(
        [one for one in rows if left[one.pk]],
        said.currency,
        [Instalment(sum((part for _, part in parts), ZERO), day) for day, parts in laid],
    )


def _paid(said: PaidSaid, disputed: Mapping[int, Decimal]) -> PaidSaid:
    amounts = {one.pk: _undisputed(one, disputed) for one in said.invoices}
    return replace(said, amounts=amounts)


def _undisputed(invoice: Invoice, disputed: Mapping[int, Decimal]) -> Decimal:
    return max(invoice.undisputed - disputed.get(invoice.pk, ZERO), ZERO)
