"""A company: a legal entity that issues invoices and is owed money."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from collections_app.companies.choices import Mode, Paper
from collections_app.documents.colours import check_colour
from collections_app.documents.papers import DEFAULT_COLOUR
from collections_app.history.audit import audited
from collections_app.lib.calendars import Calendar


def heard_at() -> str:
    """By what name answers are heard: the mailbox, the provider's webhook, or both."""
    mailbox = settings.MAILBOX.name if settings.MAILBOX else ""
    return f"{mailbox} {settings.MAIL_PROVIDER}".strip()


@audited(but=["ledger_as_of", "payments_as_of", "walked_on"])
class Company(models.Model):
    """Who is owed, and how it wants to speak and to be paid."""

    legal_name = models.CharField(max_length=200, unique=True)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    register_line = models.CharField(max_length=200, blank=True)  # court, number, VAT id
    time_zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=5, default="en")
    base_currency = models.CharField(max_length=3, default="EUR")

    account_holder = models.CharField(max_length=200, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    pay_link = models.URLField(blank=True)
    other_ways_to_pay = models.TextField(blank=True)
    payment_change = models.JSONField(default=dict, blank=True)  # waits for a second person
    payment_changed_on = models.DateField(null=True, blank=True)  # by two people

    contact_name = models.CharField(max_length=100, blank=True)  # the person who signs
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_hours = models.CharField(max_length=100, blank=True)
    sender_email = models.EmailField(blank=True)
    reply_to = models.EmailField(blank=True)
    token_address = models.EmailField(blank=True)  # where answers went when tokens were proven
    token_mailbox = models.CharField(max_length=500, blank=True)  # how they were heard then
    token_number = models.PositiveIntegerField(default=0)  # of times that a person ended them
    sms_sender = models.CharField(max_length=40, blank=True)
    voice_sender = models.CharField(
        max_length=16,
        blank=True,
        validators=[RegexValidator(r"^\+[1-9]\d{6,14}$", "Write the number like +495615550117.")],
    )  # E.164; empty: the number that SMS come from

    paper = models.CharField(max_length=20, choices=Paper, default=Paper.DIN_5008_B)
    prints_both_sides = models.BooleanField(default=True)
    colour = models.CharField(max_length=7, default=DEFAULT_COLOUR, validators=[check_colour])
    logo = models.CharField(max_length=200, blank=True)  # PNG, below MEDIA_ROOT
    has_customer_page = models.BooleanField(default=False)  # mails lead to it, and it opens

    holiday_region = models.CharField(max_length=10, blank=True)
    closed_on = ArrayField(models.DateField(), default=list, blank=True)
    window_opens = models.TimeField(default=dt.time(9))
    window_closes = models.TimeField(default=dt.time(17))

    mode = models.CharField(max_length=10, choices=Mode, default=Mode.OFF)
    live_since = models.DateField(null=True, blank=True)
    ledger_as_of = models.DateField(null=True, blank=True)
    payments_as_of = models.DateField(null=True, blank=True)
    has_payments_source = models.BooleanField(default=False)
    fresh_days = models.PositiveSmallIntegerField(default=3)  # business days
    promise_tolerance_days = models.PositiveSmallIntegerField(default=2)  # business days
    dispute_reasons = ArrayField(
        models.CharField(max_length=60), default=list, blank=True
    )  # what a clerk picks from; empty: the usual ones
    reply_hold_days = models.PositiveSmallIntegerField(default=3)  # business days
    most_notices_a_day = models.PositiveIntegerField(
        null=True, blank=True
    )  # more wait for a person
    restored_on = models.DateField(null=True, blank=True)  # what was sent up to it is forgotten
    walked_on = models.DateField(null=True, blank=True)
    is_replay = models.BooleanField(default=False)  # closed to beat

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=Mode.values), name="company_mode"),
            models.CheckConstraint(
                condition=models.Q(paper__in=Paper.values), name="company_paper"
            ),
            models.CheckConstraint(
                condition=models.Q(window_opens__lt=models.F("window_closes")),
                name="company_window_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def answers_to(self) -> str:
        """The address that a mail's answer goes to."""
        return self.reply_to or self.sender_email

    @property
    def takes_tokens(self) -> bool:
        """As long as answers go to where it was proven, and are heard as they were then."""
        proven = (self.token_address, self.token_mailbox)
        return bool(self.answers_to) and proven == (self.answers_to, heard_at())

    @property
    def calls_from(self) -> str:
        """The number that voice messages come from; SMS may come from a name, calls may not."""
        return self.voice_sender or (self.sms_sender if self.sms_sender.startswith("+") else "")

    @property
    def calendar(self) -> Calendar:
        """Business days: Monday to Friday less the public holidays of country and region."""
        return Calendar(self.country, self.holiday_region, frozenset(self.closed_on))

    @property
    def payments_known_until(self) -> dt.date | None:
        """The day up to which payments were taken in (without a source: the ledger's day)."""
        return self.payments_as_of if self.has_payments_source else self.ledger_as_of

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The company's date at an instant."""
        return moment.astimezone(self.zone).date()

    def working_day(self, moment: dt.datetime) -> dt.date:
        """The company's date; the day of the last walk where a trial was walked ahead of it."""
        today = self.day_of(moment)
        return max(today, self.walked_on or today)


@audited()
class Installation(models.Model):
    """The one row that says to which machine this database belongs, and whether it may send."""

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=80)
    stopped_because = models.CharField(max_length=20, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(number=1), name="installation_only_one"),
        ]

    def __str__(self) -> str:
        return self.code


@audited()
class Rate(models.Model):
    """What one unit of a currency was worth on a day, in the company's own currency."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="rates")
    currency = models.CharField(max_length=3)
    on_day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=9)
    by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "currency", "on_day"], name="rate_of_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate} on {self.on_day}"
