"""The stories told about single customers: what happens, and how many days before today."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal

from collections_app.customers.choices import Standing
from collections_app.demo import phrases
from collections_app.demo.books import Spell
from collections_app.demo.cast import Part
from collections_app.demo.clerks import promise_all
from collections_app.demo.scenes import Scene
from collections_app.desk.actions import set_standing
from collections_app.desk.choices import CallOutcome
from collections_app.disputes.actions import answer_dispute, open_dispute, settle_dispute
from collections_app.disputes.choices import Reason, Result
from collections_app.disputes.models import Dispute
from collections_app.dunning.actions import put_hold
from collections_app.dunning.choices import HoldReason
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.lib.money import round_money
from collections_app.payments.rules import Received
from collections_app.promises.says_paid import say_paid

Episode = Callable[[Scene], None]
SPELL = dt.timedelta(36)  # a monthly invoice falls due in it, and becomes overdue
A_QUARTER = Decimal("0.25")


def second_signature(scene: Scene) -> None:
    scene.call(CallOutcome.WRONG_PERSON, scene.say(phrases.WRONG_PERSON))


def asks_copy(scene: Scene) -> None:
    scene.called_by_them(scene.say(phrases.ASKED_COPY))


def hold(scene: Scene) -> None:
    text = scene.say(phrases.HELD)
    scene.note(text)
    put_hold(
        customer=scene.customer,
        until_on=scene.day + dt.timedelta(10),
        reason=HoldReason.INTERNAL,
        note=text,
        on=scene.day,
        by=scene.by,
        at=scene.at,
    )


def says_paid(scene: Scene) -> None:
    """The money is being looked for."""
    for invoice in scene.overdue()[:1]:
        scene.called_by_them(scene.say(phrases.SAYS_PAID))
        say_paid(invoice=invoice, amount=invoice.demandable, on=scene.day, by=scene.by, at=scene.at)


def had_paid(scene: Scene) -> None:
    """It comes two days later."""
    late = scene.overdue()[:1]
    says_paid(scene)
    for invoice in late:
        scene.is_paid_on(invoice, scene.day + dt.timedelta(2))


def dispute(scene: Scene) -> None:
    _dispute(scene, phrases.DISPUTED, Reason.DAMAGED)


def dispute_price(scene: Scene) -> None:
    _dispute(scene, phrases.OVERCHARGED, Reason.PRICE)


def _dispute(scene: Scene, text: str, reason: str) -> None:
    """The latest invoice is disputed, whatever was promised before."""
    for invoice in scene.unpaid()[-1:]:
        told = scene.say(text.replace("{invoice}", invoice.number))
        scene.called_by_them(told)
        open_dispute(
            invoice=invoice,
            amount=round_money(invoice.balance * A_QUARTER, invoice.currency),
            reason=reason,
            note=told,
            owner=scene.customer.collector,
            answer_due_on=scene.day + dt.timedelta(7),
            on=scene.day,
            by=scene.by,
            at=scene.at,
        )


def credit_dispute(scene: Scene) -> None:
    """The customer was right: a credit note, the rest is paid, and the books net the two."""
    for one in _open_disputes(scene):
        credit = scene.books.credit(scene.part, one.amount, scene.day)
        _answer(scene, one, Result.CREDITED, scene.say(phrases.CREDITED, credit=credit.number))
        scene.is_paid_on(one.invoice, scene.day, one.invoice.balance - one.amount)
        scene.books.net(credit, scene.books.bills[one.invoice.number])


def uphold_dispute(scene: Scene) -> None:
    for one in _open_disputes(scene):
        _answer(scene, one, Result.UPHELD, scene.say(phrases.UPHELD))
        scene.is_paid_on(one.invoice, scene.day + dt.timedelta(6))


def _open_disputes(scene: Scene) -> list[Dispute]:
    disputes = Dispute.objects.filter(customer=scene.customer, settled_on__isnull=True)
    return list(disputes.select_related("invoice", "customer").order_by("pk"))


def _answer(scene: Scene, dispute: Dispute, result: str, text: str) -> None:
    scene.note(text)
    answer_dispute(dispute=dispute, on=scene.day, by=scene.by, at=scene.at)
    settle_dispute(dispute=dispute, result=result, on=scene.day, by=scene.by, at=scene.at)


def promise(days: int, fate: str) -> Episode:
    """A call in which all that is overdue is promised for so many days later."""

    def told(scene: Scene) -> None:
        if not scene.overdue():
            return
        on = scene.books.company.calendar.business_day_from(scene.day + dt.timedelta(days))
        texts = phrases.PROMISED["payment_run" if fate == "kept" else "cash_short"]
        text = scene.say(texts, date=scene.date(on))
        scene.call(CallOutcome.REACHED, text)
        promise_all(scene, on, fate=fate)

    return told


def insolvent(scene: Scene) -> None:
    _stop(scene, Standing.INSOLVENT, phrases.INSOLVENT, scene.books.last)


def represented(scene: Scene) -> None:
    review_on = scene.books.last + dt.timedelta(20)
    _stop(scene, Standing.REPRESENTED, scene.say(phrases.REPRESENTED), review_on)


def _stop(scene: Scene, standing: str, text: str, review_on: dt.date) -> None:
    scene.note(text)
    set_standing(
        customer=scene.customer,
        standing=standing,
        reason=text[:200],
        review_on=review_on,
        by=scene.by,
        at=scene.at,
        on=scene.day,
    )


def credit(scene: Scene) -> None:
    """A credit note for returned goods, not yet netted."""
    amount = round_money(scene.part.size * A_QUARTER / 5, scene.part.currency)
    scene.books.credit(scene.part, amount, scene.day)


def pays_without_reference(scene: Scene) -> None:
    """Taken off what is to be collected, not off an invoice; somebody has to match it."""
    amount = round_money(scene.part.size * A_QUARTER, scene.part.currency)
    money = Received(
        received_on=scene.day,
        amount=amount,
        currency=scene.part.currency,
        external_id=scene.books.next_id(),
        customer_id=scene.customer.pk,
        reference="Part payment, thank you",
        payer=scene.part.name,
    )
    scene.books.receive([money], scene.day, scene.at)


def pays_short(scene: Scene) -> None:
    """The bank's fee is missing."""
    for invoice in scene.overdue()[:1]:
        scene.books.keep_open(invoice.number)
        paid = invoice.balance - Decimal("3.10")
        scene.books.receive([_money(scene, invoice, paid)], scene.day, scene.at)


def debit_returned(scene: Scene) -> None:
    """The last debit comes back."""
    settled = Invoice.objects.filter(customer=scene.customer, kind=Kind.INVOICE, balance=0)
    invoice = settled.order_by("-settled_on", "-number").first()
    if invoice:
        scene.books.keep_open(invoice.number)
        scene.books.receive([_money(scene, invoice, -invoice.amount)], scene.day, scene.at)
        scene.books.return_debit(scene.books.bills[invoice.number], scene.day)
        scene.note(scene.say(phrases.RETURNED.replace("{invoice}", invoice.number)))


def _money(scene: Scene, invoice: Invoice, amount: Decimal) -> Received:
    return Received(
        received_on=scene.day,
        amount=amount,
        currency=invoice.currency,
        external_id=scene.books.next_id(),
        customer_id=scene.customer.pk,
        invoice_id=invoice.pk,
        reference=invoice.number,
        payer=scene.part.name,
    )


def not_found(scene: Scene) -> None:
    scene.note(scene.say(phrases.UNREACHABLE))


# Days before today, in calendar days; one that is no business day is told on the one before.
STORIES: dict[str, tuple[tuple[int, Episode], ...]] = {
    "second_signature": ((9, second_signature),),
    "asks_copy": ((150, asks_copy), (12, asks_copy)),
    "held": ((1, hold),),
    "says_paid": ((130, had_paid), (2, says_paid)),
    "disputed": ((4, dispute),),
    "dispute_credited": ((80, dispute_price), (72, credit_dispute)),
    "dispute_upheld": ((95, dispute), (88, uphold_dispute)),
    "promise_open": ((3, promise(8, "kept")),),
    "promise_kept": ((60, promise(7, "kept")),),
    "promise_partly": ((50, promise(6, "partly")),),
    "breaks_promise": ((40, promise(7, "broken")), (13, promise(7, "broken"))),
    "insolvent": ((35, insolvent),),
    "represented": ((50, represented),),
    "credit": ((4, credit),),
    "unapplied": ((1, pays_without_reference),),
    "pays_short": ((20, pays_short),),
    "debit_returned": ((25, debit_returned),),
    "unreachable": ((15, not_found),),
}


def quiet_spells(parts: Iterable[Part], last: dt.date) -> dict[str, list[Spell]]:
    """By customer number, the days before a story on which nothing is paid."""
    return {
        part.number: [
            (last - dt.timedelta(days) - SPELL, last - dt.timedelta(days))
            for story in part.stories
            for days, _ in STORIES.get(story, ())
        ]
        for part in parts
    }
