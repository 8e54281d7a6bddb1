"""The demo company: a year lived through the product's own actions, in rehearsal."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from collections_app import env
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.companies.rates import NewRate, take_rates
from collections_app.demo.bills import bills_of
from collections_app.demo.books import BY, Books
from collections_app.demo.cast import cast
from collections_app.demo.episodes import quiet_spells
from collections_app.demo.lives import answer_before_the_disk, days_from
from collections_app.demo.mailroom import answer_by_mail
from collections_app.demo.replay import remove
from collections_app.demo.year import PUBLIC, Year
from collections_app.dunning.assigning import add_policy, segments_without_policy
from collections_app.dunning.modes import switch_mode
from collections_app.dunning.policies import give_default_policy
from collections_app.reports.billing import say_complete
from collections_app.users.choices import Role
from collections_app.users.models import User

LOG_INS = env.VAR / "log-ins"  # name, password and role, one a line, for whoever starts the trial
NAME = "Talbruck Instruments GmbH"
TIME_ZONE = "Europe/Berlin"
POUND = Decimal("1.16")  # in euros
DAYS = 365  # lived before today
PEOPLE = [
    ("nora", "Nora", "Behrend", Role.MANAGER),
    ("jonas", "Jonas", "Kern", Role.CLERK),
    ("mira", "Mira", "Sandvoss", Role.CLERK),
    ("ida", "Ida", "Brandt", Role.ADMINISTRATOR),
]


def load(
    *,
    today: dt.date,
    now: dt.datetime,
    days: int = DAYS,
    progress: Callable[[Sequence[dt.date]], Iterator[dt.date]] = iter,
) -> Company:
    """The company on the morning of `today`, its ladder still to be walked that day.

    It is closed to beat while it lives through the days before; one whose past was cut short is
    begun anew. Log-ins go to LOG_INS.
    """
    remove_unfinished()
    answer_before_the_disk()
    year = _begin(today, now, days)
    past = days_from(today - dt.timedelta(days), today - dt.timedelta(1))
    lived = year.live(past)
    for _ in progress(past):
        next(lived)
    return _arrive(year, today)


def day_of(now: dt.datetime) -> dt.date:
    """The date where the demo company is."""
    return now.astimezone(ZoneInfo(TIME_ZONE)).date()


def is_needed() -> bool:
    """Whether there is no company, or only one whose past was cut short."""
    return not Company.objects.exclude(legal_name=NAME, is_replay=True).exists()


@transaction.atomic
def remove_unfinished() -> None:
    for company in Company.objects.filter(legal_name=NAME, is_replay=True):
        users = list(company.users.values_list("pk", flat=True))
        remove(company)
        User.objects.filter(pk__in=users).delete()


@transaction.atomic
def _begin(today: dt.date, now: dt.datetime, days: int) -> Year:
    first = today - dt.timedelta(days)
    company = _company()
    give_default_policy(company=company)
    manager, *clerks, _ = _users(company)
    switch_mode(company=company, mode=Mode.REHEARSAL, on=first, by=BY, at=now)
    say_complete(company=company, since=first, by=BY, at=now)
    bills = {one.number: one for one in bills_of(cast().values(), first, today)}
    books = Books(company, bills, today, quiet=quiet_spells(cast().values(), today))
    return Year(company, cast(), books, manager, clerks, today, now)


@transaction.atomic
def _arrive(year: Year, today: dt.date) -> Company:
    """Today's files and mails are in, and beat may go on."""
    year.take_in(today)
    company = year.company
    company.is_replay = False
    company.save(update_fields=["is_replay"])
    rates = [NewRate("GBP", today, POUND)]
    take_rates(company=company, rates=rates, on=today, by=BY, at=year.now)
    if PUBLIC in segments_without_policy(company):
        add_policy(company=company, segment=PUBLIC, by=year.manager.actor, at=year.now)
    answer_by_mail(company, at=year.now)
    return company


def _company() -> Company:
    return Company.objects.create(
        legal_name=NAME,
        street="Werkstraße 14",
        postal_code="34123",
        city="Kassel",
        country="DE",
        holiday_region="HE",
        register_line="Amtsgericht Kassel, HRB 00000",
        time_zone=TIME_ZONE,
        account_holder=NAME,
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
        contact_name="Nora Behrend",
        contact_phone="+49 30 23125 117",
        contact_hours="9:00–17:00",
        sender_email="receivables@talbruck.example",
        reply_to="receivables@talbruck.example",
        sms_sender="Talbruck",
        has_customer_page=True,
        is_replay=True,
    )


def _users(company: Company) -> list[User]:
    """A manager, clerks and an administrator; their passwords are new each time."""
    passwords = [secrets.token_urlsafe(9) for _ in PEOPLE]
    users = [
        User.objects.create_user(name, password=word, first_name=first, last_name=last, role=role)
        for (name, first, last, role), word in zip(PEOPLE, passwords, strict=True)
    ]
    company.users.set(users)
    pairs = zip(users, passwords, strict=True)
    lines = [f"{one.username} {word} {one.role}\n" for one, word in pairs]
    transaction.on_commit(lambda: _keep("".join(lines)))
    return users


def _keep(lines: str) -> None:
    LOG_INS.parent.mkdir(parents=True, exist_ok=True)
    LOG_INS.touch(mode=0o600)
    LOG_INS.write_text(lines)
