"""The wrap-up as one form: its parts, what they say together, what is proposed from it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from collections_app.customers.models import Contact, Customer
from collections_app.desk.choices import CallOutcome
from collections_app.desk.rules import NextStep, proposed
from collections_app.desk.said import (
    CallSaid,
    ContactSaid,
    DisputeSaid,
    PaidSaid,
    PromiseSaid,
    WrapUp,
)
from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.texts import uuid_in
from collections_app.reports.agreed import fix_of
from collections_app.web.wrap_contact import ContactPart
from collections_app.web.wrap_forms import (
    CallPart,
    DisputePart,
    NextPart,
    PaidPart,
    Part,
    PromisePart,
    numbers_of,
)
from collections_app.web.wrap_hours import hour_there, hour_to_call
from collections_app.web.wrap_rows import Rows, rows_of
from collections_app.web.wrap_start import NOTHING_TOLD, Told, as_typed, begun

PIECES: dict[str, type[Part]] = {
    "promise": PromisePart,
    "dispute": DisputePart,
    "paid": PaidPart,
    "contact": ContactPart,
}
NOTHING_SAID = "Pick how the call ended, or open what was agreed. A mere note is written with t."


class Wrap:
    """One wrap-up, empty or as it was typed; `has` are the pieces that are meant."""

    def __init__(
        self,
        customer: Customer,
        day: dt.date,
        *,
        data: QueryDict | None = None,
        overdue: Sequence[Invoice] = (),
        summaries: Sequence[Summary] = (),
        contact: Contact | None = None,
        known: Mapping[str, Any] | None = None,
        told: Told = NOTHING_TOLD,
    ) -> None:
        self.customer, self.day, self.data = customer, day, data
        self.has = set(PIECES) & set(data.getlist("has")) if data else set()
        self.has |= {"contact"} if known else set()
        self.has |= {told.piece} if told.piece else set()
        self.once = uuid_in(data.get("once", "")) if data else uuid4()
        self.is_quick = bool(data and data.get("quick"))
        self._first = begun(customer, day, overdue, summaries, contact, told)
        self._first["contact"] = dict(known or {})
        self._shown = told.of("promise") or overdue
        self._rows = rows_of(customer) if data else Rows()
        self.next = self._next()

    @cached_property
    def call(self) -> CallPart:
        if self.data is None:
            return CallPart(initial=self._first["call"], **self.about)
        return CallPart(self._quickly(self.data), **self.about)

    @cached_property
    def promise(self) -> PromisePart:
        part: PromisePart = self._piece("promise")
        part.disputed = {one.invoice.pk: one.amount for one in self._disputes()}
        return part

    @cached_property
    def dispute(self) -> DisputePart:
        return self._piece("dispute")

    @cached_property
    def paid(self) -> PaidPart:
        return self._piece("paid")

    @cached_property
    def contact(self) -> ContactPart:
        return self._piece("contact")

    def _piece(self, name: str) -> Any:
        """Bound where it is meant; a folded one keeps what was typed and is not asked."""
        kind = PIECES[name]
        if self.data is None:
            return kind(initial=self._first[name], **self.about)
        if self._is_meant(name):
            return kind(self.data, **self.about)
        return kind(initial=as_typed(kind, self.data), **self.about)

    def _is_meant(self, name: str) -> bool:
        return name in self.has and not self.is_quick

    @property
    def about(self) -> dict[str, Any]:
        """What each part knows."""
        return {"customer": self.customer, "day": self.day, "rows": self._rows}

    def _quickly(self, data: QueryDict) -> QueryDict:
        if not self.is_quick:
            return data
        changed = data.copy()
        changed["outcome"] = CallOutcome.NO_ANSWER
        return changed

    @property
    def pieces(self) -> list[Part]:
        """Those that are meant."""
        return [getattr(self, name) for name in PIECES if self._is_meant(name)]

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """In the order of their keys; the first key is "no answer, again tomorrow"."""
        first, *others = CallOutcome.choices
        return [*others, first]

    @cached_property
    def again(self) -> NextStep:
        """When who did not answer is tried again."""
        calendar = self.customer.company.calendar
        at = hour_to_call(self.customer, self.day)
        return proposed(outcome=CallOutcome.NO_ANSWER, day=self.day, calendar=calendar, again_at=at)

    @property
    def again_there(self) -> dt.time | None:
        """What the customer's clock shows then, where it is another than ours."""
        return hour_there(self.customer, self.again.on, self.again.at)

    @property
    def fix(self) -> str:
        """What mends the cause that was heard."""
        cause = self._of_call("cause", "")
        return fix_of(cause) if cause else ""

    @property
    def currency(self) -> str:
        """Of the invoices that are promised; what they told, or is overdue longest, is proposed."""
        form = self.promise
        chosen = form.cleaned_data.get("promised") if form.errors or form.is_bound else ()
        rows = chosen or self._shown or self.overdue
        return rows[0].currency if rows else ""

    @property
    def amount(self) -> Any:
        """What is promised; all that is left of what is chosen, where nobody typed another sum."""
        return self._chosen_sum if self._is_sum_ours else self.promise["amount"].value()

    @property
    def proposed_amount(self) -> Any:
        return self._chosen_sum if self._is_sum_ours else self.promise["proposed_amount"].value()

    @property
    def _is_sum_ours(self) -> bool:
        form = self.promise
        is_same = form["amount"].value() == form["proposed_amount"].value()
        return bool(form.is_bound and is_same and form.is_valid())

    @property
    def _chosen_sum(self) -> Decimal:
        amount: Decimal = self.promise.cleaned_data["amount"]
        return amount

    def is_valid(self) -> bool:
        """All that is meant can be read, and something is said at all."""
        asked = [self.call, *self.pieces, self.next]
        if not (self.outcome or self.pieces):
            self.call.add_error("outcome", NOTHING_SAID)
        self._apart()
        return not any(one.errors for one in asked)

    def _apart(self) -> None:
        """An invoice is promised or paid, not both."""
        said = {one.pk for one in self._picked("paid", "paid")}
        if both := [one for one in self._picked("promise", "promised") if one.pk in said]:
            self.paid.add_error("paid", f"{both[0]} is promised above: pick one of the two.")

    def _picked(self, piece: str, field: str) -> list[Invoice]:
        form = self._readable(piece)
        return list(form.cleaned_data.get(field, ())) if form else []

    @property
    def outcome(self) -> str:
        return self._of_call("outcome", "")

    @property
    def with_whom(self) -> Contact | None:
        return self._of_call("contact", None)

    def _of_call(self, name: str, default: Any) -> Any:
        if not self.call.is_bound:
            return default
        self.call.is_valid()
        return self.call.cleaned_data.get(name, default)

    @cached_property
    def proposal(self) -> NextStep:
        """What would come next after all that can be read."""
        promises, disputes = self._promise(), self._disputes()
        company = self.customer.company
        return proposed(
            outcome=self.outcome,
            cause=self._of_call("cause", ""),
            promised_for=promises.instalments[0].promised_for if promises else None,
            answer_due_on=disputes[0].answer_due_on if disputes else None,
            is_said_to_be_paid=self._paid() is not None,
            tolerance=company.promise_tolerance_days,
            day=self.day,
            calendar=company.calendar,
            again_at=hour_to_call(self.customer, self.day),
        )

    def _next(self) -> NextPart:
        """What somebody changed in the proposal as it was typed, the rest as it is proposed now."""
        step = self.proposal
        fresh = {"act": step.act, "next_on": step.on, "next_at": step.at, "proposed": _stamp(step)}
        if self.data is None:
            return NextPart(initial=fresh, **self.about)
        typed = {} if self.is_quick else self._changed(self.data)
        return NextPart(fresh | typed, **self.about)

    def _changed(self, data: QueryDict) -> dict[str, str]:
        """Of the next step, what is not as it was proposed, with the hour that was asked about."""
        typed = {name: data.get(name, "") for name in ("act", "next_on", "next_at")}
        if not any(typed.values()):
            return {}
        was = dict(zip(typed, data.get("proposed", "").split("|"), strict=False))
        changed = {name: said for name, said in typed.items() if said != was.get(name)}
        return changed | {"meant": data.get("meant", "")}

    def said(self) -> WrapUp:
        """All of it, as far as it can be read, the mail that sums it up aside."""
        call = CallSaid(
            self.outcome,
            self.with_whom,
            self._of_call("cause", ""),
            self._of_call("is_wrong_number", False),
        )
        return WrapUp(
            next=self._step(),
            overdue=() if self.is_quick else numbers_of(self.overdue),
            call=call if self.outcome else None,
            note=self._of_call("note", ""),
            promise=self._promise(),
            disputes=self._disputes(),
            paid=self._paid(),
            contact=self._contact(),
        )

    @property
    def overdue(self) -> list[Invoice]:
        return [one for one in self._rows.invoices if one.due_on < self.day]

    def _step(self) -> NextStep:
        if not (self.next.is_bound and self.next.is_valid()):
            return self.proposal
        said = self.next.cleaned_data
        return NextStep(said["act"], said["next_on"], said["next_at"])

    def _readable(self, name: str) -> Any:
        form = getattr(self, name) if self._is_meant(name) else None
        return form if form and form.is_valid() else None

    def _promise(self) -> PromiseSaid | None:
        form: PromisePart | None = self._readable("promise")
        return form.said() if form else None

    def _disputes(self) -> list[DisputeSaid]:
        form: DisputePart | None = self._readable("dispute")
        return form.said() if form else []

    def _paid(self) -> PaidSaid | None:
        form: PaidPart | None = self._readable("paid")
        return form.said() if form else None

    def _contact(self) -> ContactSaid | None:
        form: ContactPart | None = self._readable("contact")
        return form.said() if form else None


def _stamp(step: NextStep) -> str:
    hour = f"{step.at:%H:%M}" if step.at else ""
    return f"{step.act}|{step.on.isoformat()}|{hour}"
