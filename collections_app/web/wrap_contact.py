"""The part of the wrap-up about a person at the customer, new or as we know them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms

from collections_app.customers.choices import ContactRole
from collections_app.customers.models import Contact
from collections_app.desk.contacts import Details, consents_of, shut_addresses
from collections_app.desk.said import ContactSaid
from collections_app.intake.reach import read_email, read_phone
from collections_app.intake.refusals import Unreadable
from collections_app.web.wrap_forms import Part
from collections_app.web.wrap_rows import OneOf

DETAILS = tuple(one.name for one in fields(Details))


class ContactPart(Part):
    """A person at the customer; `who` is one that we know, empty for a new one."""

    who = OneOf("contacts", required=False)
    name = forms.CharField(max_length=100, required=False)
    salutation = forms.CharField(max_length=40, required=False)
    roles = forms.MultipleChoiceField(choices=ContactRole.choices, required=False)
    phone = forms.CharField(max_length=60, required=False)
    mobile = forms.CharField(max_length=60, required=False)
    email = forms.CharField(max_length=254, required=False)
    consents = forms.MultipleChoiceField(
        choices=[("sms", "SMS"), ("voice", "Voice messages")], required=False
    )
    consent_source = forms.CharField(max_length=200, required=False)
    again_because = forms.CharField(max_length=200, required=False)
    shown = forms.JSONField(required=False)

    @property
    def shut(self) -> list[str]:
        """Addresses of the contact where nothing is sent any more."""
        who = self["who"].value()
        known = self.customer.contacts.filter(pk=who).first() if who else None
        return shut_addresses(known) if known else []

    def clean_phone(self) -> str:
        return _readable(read_phone, self.cleaned_data["phone"], self._country)

    def clean_mobile(self) -> str:
        return _readable(read_phone, self.cleaned_data["mobile"], self._country)

    def clean_email(self) -> str:
        return _readable(read_email, self.cleaned_data["email"])

    @property
    def _country(self) -> str:
        return self.customer.country or self.customer.company.country

    def said(self) -> ContactSaid:
        """With what stood in the fields of a contact of ours before anybody typed."""
        who, shown = self.cleaned_data["who"], self.cleaned_data["shown"]
        details = _details({name: self.cleaned_data[name] for name in DETAILS})
        return ContactSaid(who, details, _details(shown) if who and shown else None)


def _details(values: Mapping[str, Any]) -> Details:
    lists = {name: tuple(values.get(name, ())) for name in ("roles", "consents")}
    return Details(**{name: values[name] for name in DETAILS if name in values} | lists)


def known_of(contact: Contact | None) -> dict[str, Any]:
    """What is known of a contact, as its fields show it."""
    if contact is None:
        return {}
    names = ("name", "salutation", "roles", "phone", "mobile", "email")
    sources = [contact.sms_consent_source, contact.voice_consent_source]
    known = {name: getattr(contact, name) for name in names} | {
        "consents": list(consents_of(contact)),
        "consent_source": next(filter(None, sources), ""),
    }
    return known | {"who": contact.pk, "shown": known}


def _readable(read: Any, *values: str) -> str:
    try:
        text: str = read(*values)
    except Unreadable as error:
        raise forms.ValidationError(str(error)) from error
    return text
