"""A customer and the people there."""

from zoneinfo import ZoneInfo

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from collections_app.companies.models import Company
from collections_app.customers.choices import (
    CONTACTABLE,
    USABLE,
    AddressState,
    ContactRole,
    LegalForm,
    Standing,
)
from collections_app.history.audit import audited
from collections_app.users.models import User


@audited(but=["name_key", "look_on"], made=False)
class Customer(models.Model):
    """Who owes."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="customers")
    number = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)  # the name without case, marks and legal form
    other_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    legal_form = models.CharField(max_length=20, choices=LegalForm, default=LegalForm.COMPANY)
    street = models.TextField(blank=True)  # one or more lines
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    post_state = models.CharField(max_length=10, choices=AddressState, default=AddressState.UNTRIED)
    language = models.CharField(max_length=5, blank=True)  # empty: the company's
    time_zone = models.CharField(max_length=60, blank=True)  # empty: the company's
    segment = models.CharField(max_length=60, blank=True)
    collector = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.NORMAL)
    standing_reason = models.CharField(max_length=200, blank=True)
    standing_review_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    look_on = models.DateField(null=True, blank=True)  # the walk looks at this customer then

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="customer_number"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="customer_standing"
            ),
            models.CheckConstraint(
                condition=Q(legal_form__in=LegalForm.values), name="customer_legal_form"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=CONTACTABLE) | Q(standing_review_on__isnull=False),
                name="customer_stopped_has_review_date",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "name_key"], name="customer_name_key"),
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"),
                OpClass(F("name_key"), "gin_trgm_ops"),
                name="customer_name_parts",
            ),
            models.Index(
                fields=["company", "look_on", "id"],
                condition=Q(look_on__isnull=False),
                name="customer_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The customer's own time zone, else the company's; it decides only the hour."""
        return ZoneInfo(self.time_zone) if self.time_zone else self.company.zone

    @property
    def is_contactable(self) -> bool:
        return self.standing in CONTACTABLE

    @property
    def has_postal_address(self) -> bool:
        """Whether a letter could arrive: street, city and country known, none returned."""
        return bool(self.street and self.city and self.country) and self.post_state in USABLE


@audited()
class StoppedAddress(models.Model):
    """An e-mail address or a mobile number whose owner said stop, in small letters.

    Where a domain is written in two ways there is a row for each.

    Whoever has it as a contact, or gets it by a later import, is not written to there.
    """

    address = models.CharField(max_length=254, primary_key=True)
    stopped_at = models.DateTimeField()
    is_complaint = models.BooleanField(default=False)  # only a person frees it then

    def __str__(self) -> str:
        return self.address


@audited()
class DeadAddress(models.Model):
    """An e-mail address or a mobile number that is nobody's, in small letters: it bounced.

    Whoever has it as a contact, or gets it by a later import, is not written to there; nor is it
    answered where no contact has it.
    """

    address = models.CharField(max_length=254, primary_key=True)
    bounced_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "dead addresses"

    def __str__(self) -> str:
        return self.address


_STAYS_SHUT = """
if new.mobile <> '' and exists (
    select from customers_deadaddress where address = new.mobile) then
    new.mobile_state := 'bounced';
end if;
if new.email <> '' and exists (
    select from customers_deadaddress where address = lower(new.email)) then
    new.email_state := 'bounced';
end if;
if new.mobile <> '' and exists (
    select from customers_stoppedaddress where address = new.mobile) then
    new.mobile_state := 'opted_out';
end if;
if new.email <> '' and exists (
    select from customers_stoppedaddress where address = lower(new.email)) then
    new.email_state := 'opted_out';
end if;
return new;
"""


@audited(made=False)
class Contact(models.Model):
    """A person or a desk at the customer; an address is used only in a usable state."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=100, blank=True)
    salutation = models.CharField(max_length=40, blank=True)  # "Ms", "Herr Dr."
    roles = ArrayField(
        models.CharField(max_length=20, choices=ContactRole), default=list, blank=True
    )
    email = models.EmailField(blank=True)
    email_state = models.CharField(
        max_length=10, choices=AddressState, default=AddressState.UNTRIED
    )
    mobile = models.CharField(max_length=16, blank=True)  # E.164
    mobile_state = models.CharField(
        max_length=10, choices=AddressState, default=AddressState.UNTRIED
    )
    phone = models.CharField(max_length=16, blank=True)  # E.164
    phone_state = models.CharField(
        max_length=10, choices=AddressState, default=AddressState.UNTRIED
    )
    sms_consent_on = models.DateField(null=True, blank=True)
    sms_consent_source = models.CharField(max_length=200, blank=True)
    voice_consent_on = models.DateField(null=True, blank=True)
    voice_consent_source = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True)  # the file it came from; empty: a person

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email_state__in=AddressState.values)
                & Q(mobile_state__in=AddressState.values)
                & Q(phone_state__in=AddressState.values),
                name="contact_address_states",
            ),
            models.CheckConstraint(
                condition=Q(sms_consent_on__isnull=True, sms_consent_source="")
                | (Q(sms_consent_on__isnull=False) & ~Q(sms_consent_source="")),
                name="contact_sms_consent_has_source",
            ),
            models.CheckConstraint(
                condition=Q(voice_consent_on__isnull=True, voice_consent_source="")
                | (Q(voice_consent_on__isnull=False) & ~Q(voice_consent_source="")),
                name="contact_voice_consent_has_source",
            ),
            models.CheckConstraint(
                condition=(Q(mobile="") | Q(mobile__startswith="+"))
                & (Q(phone="") | Q(phone__startswith="+")),
                name="contact_numbers_are_e164",
            ),
        ]
        indexes = [
            models.Index(F("email"), name="contact_email", condition=~Q(email="")),
            models.Index(F("mobile"), name="contact_mobile", condition=~Q(mobile="")),
            models.Index(F("phone"), name="contact_phone", condition=~Q(phone="")),
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"),
                OpClass(Upper("email"), "gin_trgm_ops"),
                OpClass(F("phone"), "gin_trgm_ops"),
                OpClass(F("mobile"), "gin_trgm_ops"),
                name="contact_parts",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="contact_stays_stopped",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("email", "mobile"),
                func=_STAYS_SHUT,
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.mobile or self.phone

    @property
    def takes_email(self) -> bool:
        return bool(self.email) and self.email_state in USABLE

    @property
    def takes_sms(self) -> bool:
        """A mobile that is usable, with consent (DOMAIN 4.4)."""
        consented = self.sms_consent_on is not None
        return bool(self.mobile) and consented and self.mobile_state in USABLE

    @property
    def number(self) -> str:
        """Where a person calls: the phone, else the mobile, unless it is known to be wrong."""
        numbers = ((self.phone, self.phone_state), (self.mobile, self.mobile_state))
        known = (number for number, state in numbers if state != AddressState.BOUNCED)
        return next(filter(None, known), "")

    @property
    def consented_numbers(self) -> dict[str, str]:
        """The number that each consent was given for, or would be: sms and voice."""
        return {"sms": self.mobile, "voice": self.phone or self.mobile}

    def forget_consents(self, before: dict[str, str]) -> None:
        """Nobody consented for a number that is not the one it was `before`."""
        for name, number in before.items():
            if number and self.consented_numbers[name] != number:
                setattr(self, f"{name}_consent_on", None)
                setattr(self, f"{name}_consent_source", "")

    @property
    def voice_number(self) -> str:
        """Where a voice message may ring: the consent's own number, empty where that is dead."""
        state = self.phone_state if self.phone else self.mobile_state
        return self.consented_numbers["voice"] if state in USABLE else ""

    @property
    def takes_voice(self) -> bool:
        """A number that rings, with consent to be called by a machine (DOMAIN 4.4)."""
        return self.voice_consent_on is not None and bool(self.voice_number)
