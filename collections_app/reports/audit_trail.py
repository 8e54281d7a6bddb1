"""Who changed what and when, as the database wrote it down."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.text import capfirst

from collections_app.communications.models import AvoidedWord, PrintRun, Wording
from collections_app.companies.models import Company, Rate
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Attachment, Dispute
from collections_app.dunning.models import (
    Course,
    Entry,
    Episode,
    GivenPolicy,
    Hold,
    Level,
    Override,
    Policy,
)
from collections_app.history.audit import CHANGED, MADE, REMOVED
from collections_app.invoices.models import Invoice
from collections_app.lib.together import read_together
from collections_app.payments.models import Allocation, Payment
from collections_app.promises.models import Promise, PromiseLine, SaysPaid
from collections_app.reports.chronology import actor_names
from collections_app.tasks.models import Task
from collections_app.users.models import Absence, Membership, User

MOST = 200  # changes on a page; who wants more asks for more
UTMOST = 5_000
PAST = "past the product"  # somebody with a door of their own to the database
NOTHING = "–"

Places = Mapping[type[models.Model], str]  # how a version names whose it is
OF_COMPANY: Places = {
    Company: "pgh_obj",
    User: "pgh_obj__companies",
    Membership: "company",
    Absence: "user__companies",
    Rate: "company",
    Policy: "company",
    Level: "policy__company",
    Wording: "company",
    AvoidedWord: "company",
    PrintRun: "company",
}
OF_CUSTOMER: Places = {
    Customer: "pgh_obj",
    Contact: "customer",
    Invoice: "customer",
    Payment: "customer",
    Allocation: "payment__customer",
    Promise: "customer",
    PromiseLine: "promise__customer",
    SaysPaid: "customer",
    Dispute: "customer",
    Attachment: "dispute__customer",
    Hold: "customer",
    Course: "customer",
    Override: "customer",
    GivenPolicy: "customer",
    Entry: "invoice__customer",
    Episode: "invoice__customer",
    Task: "customer",
}

NAMED_BY: Places = {
    Company: "legal_name",
    User: "username",
    Rate: "currency",
    Policy: "segment",
    Level: "key",
    Wording: "key",
    AvoidedWord: "word",
    Customer: "name",
    Contact: "name",
    Invoice: "number",
    Attachment: "name",
    Task: "kind",
}


@dataclass(frozen=True)
class Field:
    """What one field was, and what it became."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One row made, changed or removed: when, by whom, and its fields that differ."""

    at: dt.datetime
    on: dt.date  # the company's
    by: str
    what: str
    of: str  # "Contact Ada Lund", "Hold 17"
    fields: tuple[Field, ...] = ()


def trail_of(
    subject: models.Model, places: Places, *, zone: dt.tzinfo, most: int = MOST
) -> list[Change]:
    """The newest first, of a company or a customer; in a fixed number of queries."""
    asked = [_newest(model, path, subject, most) for model, path in places.items()]
    read_together(*asked)
    kept = sorted((one for rows in asked for one in rows), key=_moment, reverse=True)[:most]
    became = _what_they_became(kept)
    names = actor_names(_actor(one) for one in kept if _actor(one))
    return [_change(one, became[id(one)], names, zone) for one in kept]


def _newest(model: Any, path: str, subject: models.Model, most: int) -> QuerySet[Any]:
    versions = model.versions.rel.related_model.objects.filter(**{path: subject.pk})
    return versions.order_by("-pgh_id")[:most]


def _moment(one: Any) -> tuple[dt.datetime, int]:
    return one.pgh_created_at, one.pgh_id


def _what_they_became(newest_first: Sequence[Any]) -> dict[int, Any]:
    """Of each version the one after it: a newer one that is kept too, else the row as it stands."""
    rows = _as_they_stand(newest_first)
    after: dict[int, Any] = {}
    for one in newest_first:
        key = (one.pgh_tracked_model, one.pgh_obj_id)
        after[id(one)] = rows.get(key)
        if one.pgh_label != MADE:
            rows[key] = one
    return after


def _as_they_stand(versions: Iterable[Any]) -> dict[tuple[type[models.Model], Any], Any]:
    ids: dict[Any, set[Any]] = {}
    for one in versions:
        ids.setdefault(one.pgh_tracked_model, set()).add(one.pgh_obj_id)
    asked = [model.objects.filter(pk__in=pks) for model, pks in ids.items()]
    read_together(*asked)
    return {(rows.model, row.pk): row for rows in asked for row in rows}


def _change(one: Any, after: Any, names: Mapping[str, str], zone: dt.tzinfo) -> Change:
    kind = capfirst(str(one.pgh_tracked_model._meta.verbose_name))
    of = f"{kind} {_named(one)}"
    by = names.get(_actor(one), PAST)
    fields = tuple(_differences(one, after)) if one.pgh_label == CHANGED and after else ()
    if one.pgh_label == REMOVED:
        fields = tuple(_whole(one))
    at = one.pgh_created_at
    return Change(at, at.astimezone(zone).date(), by, one.pgh_label, of, fields)


def _named(version: Any) -> str:
    known = NAMED_BY.get(version.pgh_tracked_model)
    return (known and getattr(version, known)) or str(version.pgh_obj_id)


def _actor(one: Any) -> str:
    return (one.pgh_context or {}).get("by", "")


def _differences(before: Any, after: Any) -> Iterator[Field]:
    for field in _fields(before):
        was, is_now = getattr(before, field.attname), getattr(after, field.attname)
        if was != is_now:
            yield Field(_name(field), _say(field, was), _say(field, is_now))


def _whole(removed: Any) -> Iterator[Field]:
    for field in _fields(removed):
        said = _say(field, getattr(removed, field.attname))
        if said != NOTHING:
            yield Field(_name(field), said, NOTHING)


def _fields(version: Any) -> Iterator[models.Field]:
    """Those of the row that the version keeps."""
    kept = {field.name for field in version._meta.fields}
    return (one for one in version.pgh_tracked_model._meta.fields if one.name in kept - {"id"})


def _name(field: models.Field) -> str:
    return capfirst(str(field.verbose_name))


def _say(field: models.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value if isinstance(value, dict) else dict(field.flatchoices).get(value, value))
