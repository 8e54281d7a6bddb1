"""What a company says of itself, in the sections of the settings page."""

from dataclasses import dataclass
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.contrib.postgres.forms import SimpleArrayField
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.disputes.choices import Reason
from collections_app.dunning.brakes import cap_of
from collections_app.lib.languages import SPOKEN


@dataclass(frozen=True)
class Section:
    """Fields that are changed together."""

    key: str
    title: str
    fields: tuple[str, ...]


CAP = "most_notices_a_day"
MOST_REASONS = 9  # digits of the keyboard

SECTIONS = (
    Section(
        "company",
        "Company",
        (
            "legal_name",
            "street",
            "postal_code",
            "city",
            "region",
            "country",
            "register_line",
            "language",
            "base_currency",
        ),
    ),
    Section(
        "payment",
        "Ways to pay",
        ("account_holder", "iban", "bic", "pay_link", "other_ways_to_pay"),
    ),
    Section(
        "senders",
        "Who writes",
        (
            "contact_name",
            "contact_phone",
            "contact_hours",
            "sender_email",
            "reply_to",
            "sms_sender",
            "voice_sender",
        ),
    ),
    Section("paper", "Paper and colour", ("paper", "prints_both_sides", "colour")),
    Section("page", "Page for customers", ("has_customer_page",)),
    Section(
        "calendar",
        "Calendar and limits",
        (
            "time_zone",
            "holiday_region",
            "window_opens",
            "window_closes",
            "fresh_days",
            "promise_tolerance_days",
            "reply_hold_days",
            CAP,
        ),
    ),
    Section("disputes", "Disputes", ("dispute_reasons",)),
)
LABELS = {
    "region": "Region or state",
    "register_line": "Register line in letters",
    "iban": "IBAN",
    "bic": "BIC",
    "pay_link": "Payment link",
    "contact_name": "Named contact, who signs",
    "contact_phone": "Phone of the contact",
    "contact_hours": "Reachable",
    "sender_email": "E-mails come from",
    "reply_to": "Answers go to",
    "sms_sender": "SMS come from",
    "voice_sender": "Voice messages come from",
    "paper": "Letters are printed on",
    "prints_both_sides": "Print runs are printed on",
    "window_opens": "Messages leave from",
    "window_closes": "Messages leave until",
    "fresh_days": "Ledger may be old, in business days",
    "promise_tolerance_days": "Promise tolerance, in business days",
    "dispute_reasons": "What a clerk picks from",
    "reply_hold_days": "A reply holds the customer, in business days",
    "has_customer_page": "E-mails lead to it",
    CAP: "Most notices a day",
}
HELP = {
    "paper": "It decides where the address stands, so that it shows in the envelope's window",
    "prints_both_sides": "On both sides each letter begins on a leaf of its own",
    "colour": "Of the name and the lines in letters and mails, dark enough to be read on white",
    "has_customer_page": "What is open, how to pay, and five answers that come to the Inbox, "
    "behind a link of its own in each e-mail. Customers must be able to reach "
    f"{settings.PUBLIC_BASE_URL}.",
    "sms_sender": "SMS and voice are for what is owed to you: never for another's claims, which "
    "carriers forbid",
    "country": "Two letters, DE. Also decides the public holidays.",
    "base_currency": "Three letters, EUR",
    "register_line": "Court, number, VAT id",
    "holiday_region": "Code of the state or province, such as HE; empty: the whole country",
    "time_zone": "Such as Europe/Berlin. Every date is the company's.",
    "window_opens": "The hour is the customer's own",
    "window_closes": "On business days only",
    "fresh_days": "Past it nothing is sent and a manager is told",
    "dispute_reasons": "One reason a line, at most nine: each has its key. Empty: the usual ones.",
    "reply_hold_days": "Or until somebody files it",
    "voice_sender": "Such as +495615550117; empty: the number that SMS come from",
    "contact_hours": "Stands as it is in every language: 9:00–17:00 is read everywhere",
    "reply_to": "Empty: the address that they come from",
}


class CompanyForm(forms.ModelForm):
    """What the fields of a section must say together."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        opens, closes = said.get("window_opens"), said.get("window_closes")
        if opens and closes and closes <= opens:
            self.add_error("window_closes", f"Pick a time after {opens:%H:%M}.")
        return said


class DisputesForm(CompanyForm):
    """The reasons that a clerk picks from, one a line."""

    dispute_reasons = SimpleArrayField(
        forms.CharField(max_length=60, required=False),
        delimiter="\n",
        required=False,
        widget=forms.Textarea(
            attrs={"rows": MOST_REASONS, "placeholder": "\n".join(Reason.labels)}
        ),
    )

    def clean_dispute_reasons(self) -> list[str]:
        lines = (" ".join(one.split()) for one in self.cleaned_data["dispute_reasons"])
        reasons = list(dict.fromkeys(filter(None, lines)))
        if len(reasons) > MOST_REASONS:
            said = f"Write at most {MOST_REASONS} reasons; these are {len(reasons)}."
            raise forms.ValidationError(said)
        return reasons


def section_of(key: str) -> Section | None:
    return next((one for one in SECTIONS if one.key == key), None)


def _cap_words(company: Company) -> str:
    cap = cap_of(company, company.working_day(timezone.now()))
    return f"More wait in Review. Empty: twice the usual day, at least 200. Today: {cap:,}."


def section_form(company: Company, section: Section, data: Any = None) -> forms.ModelForm:
    """The section's form, filled with the company or with what was typed."""
    form = _form_class(section)(data, instance=company)
    if CAP in form.fields:
        form.fields[CAP].help_text = _cap_words(company)
    for name, field in form.fields.items():
        field.label = LABELS.get(name, field.label)
        field.help_text = HELP.get(name, field.help_text)
        is_select = isinstance(field.widget, forms.Select)
        field.widget.attrs["class"] = "form-select" if is_select else "form-control"
    return form


def _form_class(section: Section) -> type[forms.ModelForm]:
    time = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    widgets: dict[str, type[forms.Widget] | forms.Widget] = {
        "window_opens": time,
        "window_closes": time,
        "other_ways_to_pay": forms.Textarea(attrs={"rows": 3}),
        "prints_both_sides": forms.Select(choices=[(True, "Both sides"), (False, "One side")]),
        "colour": forms.TextInput(attrs={"type": "color"}),
        "has_customer_page": forms.Select(choices=[(True, "Yes"), (False, "No")]),
        "language": forms.Select(choices=[(one, Locale(one).english_name) for one in SPOKEN]),
    }
    used = {name: widget for name, widget in widgets.items() if name in section.fields}
    form = DisputesForm if "dispute_reasons" in section.fields else CompanyForm
    return forms.modelform_factory(Company, form, fields=section.fields, widgets=used)
