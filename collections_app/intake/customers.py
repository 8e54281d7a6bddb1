"""The customers named in a file of invoices: gathered in passing, written only where said anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any

from collections_app.companies.models import Company
from collections_app.customers.choices import AddressState, ContactRole, LegalForm
from collections_app.customers.models import Contact, Customer
from collections_app.customers.rules import name_key, plain_name
from collections_app.intake.invoice_rows import InvoiceRow
from collections_app.intake.models import FromFile, Source
from collections_app.intake.refusals import Unreadable
from collections_app.lib.copying import copy_new
from collections_app.lib.many import among

OWN = ("street", "postal_code", "city", "region", "country", "language", "segment", "legal_form")
REACH = ("contact_name", "email", "phone", "mobile")
NUMBER_LENGTH = 60
_BLOCK = itemgetter(*(InvoiceRow._fields.index(name) for name in (*OWN, *REACH)))
_ADDRESSES = ("email", "phone", "mobile")
_CONSENTS = tuple(f"{of}_consent_{what}" for of in ("sms", "voice") for what in ("on", "source"))
BATCH = 500


@dataclass(slots=True)
class Said:
    """What the rows of a file say of one customer; of two values the later one counts."""

    names: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"names": self.names, **self.values}


class Gathered:
    """Customers by number, in the order of the file."""

    def __init__(self, company: Company, *, by_name: bool) -> None:
        self.said: dict[str, Said] = {}
        self._by_name = by_name
        # Read beforehand: while rows are copied the connection answers nothing else.
        self._known = numbers_by_plain_name(company) if by_name else {}
        self._numbers: dict[str, str] = {}
        self._last: dict[str, tuple[str, ...]] = {}

    def add(self, row: InvoiceRow) -> str:
        """Remember the row's customer; its number."""
        number = self._number_by_name(row.customer_name) if self._by_name else row.customer_number
        block = (row.customer_name, *_BLOCK(row))
        if self._last.get(number) != block:
            self._last[number] = block
            self._merge(self.said.setdefault(number, Said()), block)
        return number

    def _merge(self, said: Said, block: tuple[str, ...]) -> None:
        name, *values = block
        if name and name not in said.names:
            said.names.append(name)
        pairs = zip((*OWN, *REACH), values, strict=True)
        said.values |= {field: value for field, value in pairs if value}

    def _number_by_name(self, name: str) -> str:
        """Without a column of numbers, the name without its spelling identifies."""
        if name not in self._numbers:
            self._numbers[name] = self._find(plain_name(name))
        return self._numbers[name]

    def _find(self, plain: str) -> str:
        numbers = self._known.get(plain, {plain[:NUMBER_LENGTH]})
        if len(numbers) > 1:
            raise Unreadable(f"{len(numbers)} customers have this name; add their numbers.")
        return next(iter(numbers))


def numbers_by_plain_name(company: Company) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    rows = Customer.objects.filter(company=company).values_list("number", "name", "other_names")
    for number, name, others in rows.iterator():
        for spelling in (name, *others):
            known.setdefault(plain_name(spelling), set()).add(number)
    return known


@dataclass(slots=True)
class Written:
    """What was written about customers, and the number that each now has an id for."""

    new_customers: list[int] = field(default_factory=list)
    new_contacts: list[int] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)


def write_customers(*, company: Company, source: Source, gathered: Gathered) -> Written:
    """Create and change customers and contacts; what the file repeats is not written again.

    Notes, collector and standing are never touched; a field that a person changed here stays
    until the file itself says something new.
    """
    there = {one.number: one for one in _stored(company, gathered.said)}
    before = {one.customer_id: one for one in _from_file(source, there.values())}
    written = Written()
    news = {number: said for number, said in gathered.said.items() if number not in there}
    created = [_new_customer(company, number, said) for number, said in news.items()]
    copy_new(created, keys=True)
    written.new_customers = [one.pk for one in created]
    anew = {
        one.pk: (one, new)
        for one in there.values()
        if (new := _said_anew(gathered.said[one.number], before.get(one.pk)))
    }
    _change_customers(anew, written)
    fresh = {one.pk: (one, gathered.said[one.number].as_json()) for one in created}
    _write_contacts(source, anew | fresh, written)
    copy_new([_said_of(source, one, gathered) for one in created])
    _remember([_said_of(source, one, gathered) for one, _ in anew.values()])
    return written


def _stored(company: Company, numbers: Iterable[str]) -> Iterable[Customer]:
    return Customer.objects.filter(company=company, number__in=among(numbers, kind="text"))


def _from_file(source: Source, customers: Iterable[Customer]) -> Iterable[FromFile]:
    ids = [one.pk for one in customers]
    return FromFile.objects.filter(source=source, customer_id__in=among(ids)) if source.pk else []


def _new_customer(company: Company, number: str, said: Said) -> Customer:
    name = said.names[-1] if said.names else number
    values = {field: value for field, value in said.values.items() if field in OWN}
    return Customer(
        company=company,
        number=number,
        name=name,
        name_key=name_key(name),
        other_names=said.names[:-1],
        **{"legal_form": LegalForm.COMPANY} | values,
    )


def _said_anew(said: Said, before: FromFile | None) -> dict[str, Any]:
    """The values that differ from what the source said last time."""
    old = before.values if before else {}
    return {field: value for field, value in said.as_json().items() if value != old.get(field)}


def _change_customers(
    anew: Mapping[int, tuple[Customer, dict[str, Any]]], written: Written
) -> None:
    changed = []
    for customer, new in anew.values():
        values = {field: new[field] for field in OWN if field in new} | _named(customer, new)
        values = {name: value for name, value in values.items() if getattr(customer, name) != value}
        if values:
            _post_anew(values)
            for name, value in values.items():
                setattr(customer, name, value)
            changed.append(customer)
    fields = [*OWN, "name", "name_key", "other_names", "post_state"]
    Customer.objects.bulk_update(changed, fields, batch_size=BATCH)
    written.changed |= {one.pk for one in changed}


def _post_anew(values: dict[str, Any]) -> None:
    """A new address has not been tried."""
    if values.keys() & {"street", "postal_code", "city", "region", "country"}:
        values["post_state"] = AddressState.UNTRIED


def _named(customer: Customer, new: dict[str, Any]) -> dict[str, Any]:
    """Keep the name if the file still uses it, else take the last one; every spelling stays."""
    names = new.get("names")
    if not names:
        return {}
    name = customer.name if customer.name in names else names[-1]
    spellings = dict.fromkeys([*customer.other_names, customer.name, *names])
    others = [spelling for spelling in spellings if spelling != name]
    return {"name": name, "name_key": name_key(name), "other_names": others}


def _write_contacts(
    source: Source, said: Mapping[int, tuple[Customer, dict[str, Any]]], written: Written
) -> None:
    """One contact per customer and source; an address that somebody entered here stays."""
    reach = {
        id: values
        for id, (_, new) in said.items()
        if (values := {field: new[field] for field in REACH if field in new})
    }
    there: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(customer__in=among(reach)):
        there.setdefault(contact.customer_id, []).append(contact)
    new: list[Contact] = []
    changed: list[Contact] = []
    for id, values in reach.items():
        own = _own_contact(source, values, there.get(id, []))
        if own is not None:
            (changed if own.pk else new).append(_updated(own, id, values))
    fields = ["name", *_ADDRESSES, *(f"{name}_state" for name in _ADDRESSES), *_CONSENTS]
    Contact.objects.bulk_update(changed, fields, batch_size=BATCH)
    copy_new(new, keys=True)
    written.new_contacts = [one.pk for one in new]
    written.changed |= {one.customer_id for one in changed}
    written.changed |= {one.customer_id for one in new} - set(written.new_customers)


def _own_contact(source: Source, values: dict[str, str], there: list[Contact]) -> Contact | None:
    """The source's own contact, a new one, or None where a person's has the same address."""
    own = [contact for contact in there if contact.source == source.name]
    if own:
        return own[0]
    addresses = {values[field].casefold() for field in _ADDRESSES if field in values}
    taken = {address.casefold() for one in there for address in attrgetter(*_ADDRESSES)(one)}
    if addresses and addresses <= taken:
        return None
    return Contact(source=source.name, roles=[ContactRole.ACCOUNTS_PAYABLE])


def _updated(contact: Contact, customer_id: int, values: dict[str, str]) -> Contact:
    contact.customer_id = customer_id
    contact.name = values.get("contact_name", contact.name)
    numbers = contact.consented_numbers
    for name in _ADDRESSES:
        if name in values and values[name] != getattr(contact, name):
            setattr(contact, name, values[name])
            setattr(contact, f"{name}_state", AddressState.UNTRIED)
    contact.forget_consents(numbers)
    return contact


def _said_of(source: Source, customer: Customer, gathered: Gathered) -> FromFile:
    values = gathered.said[customer.number].as_json()
    return FromFile(source=source, customer_id=customer.pk, values=values)


def _remember(rows: Iterable[FromFile]) -> None:
    FromFile.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "customer_id"],
        update_fields=["values"],
        batch_size=BATCH,
    )
