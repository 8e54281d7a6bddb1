"""The demo company's year, lived day by day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from collections_app.companies.models import Company
from collections_app.customers.choices import ContactRole, LegalForm, Standing
from collections_app.customers.models import Contact, Customer
from collections_app.demo import phrases
from collections_app.demo.books import Books
from collections_app.demo.cast import Part, dice
from collections_app.demo.clerks import CALLS_A_DAY, due_calls, make_call
from collections_app.demo.episodes import STORIES, Episode
from collections_app.demo.habits import after_letter
from collections_app.demo.lives import Life
from collections_app.demo.post import Post
from collections_app.demo.scenes import Scene
from collections_app.desk.actions import set_standing, skip_notice
from collections_app.dunning.actions import end_holds, withdraw_stale
from collections_app.dunning.approving import approve_notice
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.dunning.walk import walk
from collections_app.dunning.written_down import hold_until_written_down
from collections_app.invoices.models import Invoice
from collections_app.lib.calendars import Calendar
from collections_app.promises.judging import judge_promises
from collections_app.promises.says_paid import end_says_paid_rows
from collections_app.promises.settling import end_what_is_paid
from collections_app.reports.looking_back import keep_day
from collections_app.reports.snapshots import take_snapshot
from collections_app.users.models import User

PAPER_DAYS = dt.timedelta(7)  # letters older than this are kept as text, without a PDF
LEFT_DAYS = 3  # business days before today whose calls and approvals are still to be done
CALLS_IN_LEFT_DAYS = 1
SPARED_DAYS = dt.timedelta(30)
KEPT_WHOLE = dt.timedelta(90)
CALLS_BACK = 0.1  # of the customers who are written to
PUBLIC = "Public bodies"  # a segment
SMS_CONSENT = dt.date(2025, 3, 3)


@dataclass
class Year(Life):
    """Its ledger and people, and the day on which the story ends."""

    company: Company
    parts: dict[str, Part]
    books: Books
    manager: User
    clerks: list[User]
    last: dt.date
    now: dt.datetime
    told: defaultdict[dt.date, list[tuple[str, Episode]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        self.calendar: Calendar = self.company.calendar
        self.left_from = self.calendar.add_business_days(self.last, -LEFT_DAYS)
        self.post = Post(self.company, {p.email for p in self.parts.values() if _bounces(p)})
        for part in self.parts.values():
            for story in part.stories:
                for days, episode in STORIES.get(story, ()):
                    self._tell(part.number, self.last - dt.timedelta(days), episode)

    def _tell(self, number: str, on: dt.date, episode: Episode) -> None:
        while not self.calendar.is_business_day(on):
            on -= dt.timedelta(1)
        self.told[on].append((number, episode))

    def take_in(self, day: dt.date) -> None:
        self._introduce(self.books.take_in(day, at=self._at(day, 7)), day)

    def work(self, day: dt.date) -> None:
        self._review(day)
        self._decide(day)
        self.post.write(at=self._at(day, 9), on_paper=self._is_on_paper(day))
        self.post.send(day, at=self._at(day, 9))
        self._answer_letters(day)
        for number, episode in self.told.pop(day, []):
            self._play(number, day, episode)
        self._call(day)
        self._keep(day)

    def _introduce(self, customer_ids: Iterable[int], day: dt.date) -> None:
        """What files do not tell: zones, second contacts, consent, collectors, key accounts."""
        for customer in Customer.objects.filter(pk__in=customer_ids).order_by("number"):
            part = self.parts[customer.number]
            customer.time_zone = part.time_zone
            customer.segment = PUBLIC if part.legal_form == LegalForm.PUBLIC_BODY else ""
            customer.collector = self.clerks[int(part.number) % len(self.clerks)]
            customer.save(update_fields=["time_zone", "segment", "collector"])
            self._introduce_people(customer, part)
            if "key" in part.stories:
                self._make_key_account(customer, day)

    def _introduce_people(self, customer: Customer, part: Part) -> None:
        customer.contacts.update(salutation=part.salutation)
        if part.other_contact:
            Contact.objects.create(
                customer=customer,
                name=part.other_contact,
                roles=[ContactRole(part.other_role)],
                email=part.other_email,
            )
        if part.mobile:
            customer.contacts.update(sms_consent_on=SMS_CONSENT, sms_consent_source="order form")

    def _make_key_account(self, customer: Customer, day: dt.date) -> None:
        set_standing(
            customer=customer,
            standing=Standing.KEY_ACCOUNT,
            reason="One of our ten largest",
            review_on=None,
            by=self.manager.actor,
            at=self._at(day, 7),
            on=day,
        )

    def _review(self, day: dt.date) -> None:
        """The manager releases what waits, and skips what would hurt."""
        if day >= self.left_from:
            return
        at, by = self._at(day, 8), self.manager.actor
        waiting = Notice.objects.filter(company=self.company, state=NoticeState.WAITING)
        for notice in waiting.select_related("customer__company").order_by("customer__number"):
            if notice.level != "reminder" and self._hurts(notice.customer.number, day):
                skip_notice(notice=notice, note=phrases.SKIPPED, on=day, by=by, at=at)
            else:
                approve_notice(notice=notice, on=day, by=by, at=at, on_paper=self._is_on_paper(day))

    def _is_on_paper(self, day: dt.date) -> bool:
        return day > self.last - PAPER_DAYS

    def _hurts(self, number: str, day: dt.date) -> bool:
        """A letter would hurt a customer who is spared, lately."""
        return "skipped" in self.parts[number].stories and day > self.last - SPARED_DAYS

    def _decide(self, day: dt.date) -> None:
        at = self._at(day, 8)
        judge_promises(company=self.company, day=day, at=at)
        hold_until_written_down(company=self.company, day=day, at=at)
        end_holds(company=self.company, day=day, at=at)
        end_what_is_paid(company=self.company, day=day, at=at)
        end_says_paid_rows(company=self.company, day=day, at=at)
        withdraw_stale(company=self.company, day=day, at=at)
        walk(company=self.company, as_of=day, now=at)

    def _answer_letters(self, day: dt.date) -> None:
        """Some pay because of a letter, some call back the next day."""
        lines = NoticeLine.objects.filter(
            notice__company=self.company, notice__accepted_on=day, void=False
        ).select_related("invoice__customer")
        told = list(lines.order_by("invoice__number"))
        for line in told:
            bill = self.books.bills[line.invoice.number]
            on = after_letter(bill.part.habit, line.level, bill.number, day)
            if on:
                self.books.expect(bill, on)
        for number in sorted({line.invoice.customer.number for line in told}):
            if dice(number, day, "back").random() < CALLS_BACK:
                self._tell_next_day(number, day)

    def _tell_next_day(self, number: str, day: dt.date) -> None:
        soon = self.calendar.add_business_days(day, 1)
        if soon < self.last:
            self.told[soon].append((number, _calls_back))

    def _call(self, day: dt.date) -> None:
        most = CALLS_IN_LEFT_DAYS if day >= self.left_from else CALLS_A_DAY
        for task in due_calls(self.company, day, most=most):
            if task.customer:
                self._play(task.customer.number, day, partial(make_call, task=task))

    def _keep(self, day: dt.date) -> None:
        """What a manager can ask of that day; of the last months also who did what."""
        keep = keep_day if day > self.last - KEPT_WHOLE else take_snapshot
        keep(company=self.company, day=day, at=self._at(day, 18))

    def _play(self, number: str, day: dt.date, episode: Episode) -> None:
        found = Customer.objects.filter(company=self.company, number=number)
        customer = found.select_related("company", "collector").first()
        if customer and customer.collector:
            part = self.parts[number]
            at = self._at(day, 10) + dt.timedelta(minutes=dice(number, day, "at").randrange(370))
            episode(Scene(self.books, customer, part, day, at, customer.collector.actor))

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        """That hour at the company; on the last day nothing is later than now."""
        at = dt.datetime.combine(day, dt.time(hour, 5), self.company.zone)
        return min(at, self.now)


def _bounces(part: Part) -> bool:
    return "bounced" in part.stories


def _calls_back(scene: Scene) -> None:
    late: list[Invoice] = scene.overdue()
    if late:
        texts = scene.chance.choice((phrases.PAYS_SOON, phrases.ASKED_COPY))
        scene.called_by_them(scene.say(texts))
