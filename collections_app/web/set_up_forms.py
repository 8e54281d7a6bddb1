"""What is said of a company when it is opened."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy

from collections_app.companies.models import Company
from collections_app.lib.countries import countries, habits_of, time_zones
from collections_app.web.settings_forms import Section, section_form

NEW = Section(
    "new",
    "Company",
    (
        "legal_name",
        "country",
        "time_zone",
        "base_currency",
        "language",
        "register_line",
        "street",
        "postal_code",
        "city",
        "region",
    ),
)


def proposed(typed: Mapping[str, str]) -> Company:
    """What was typed so far, with the habits of the country."""
    values = {name: typed[name] for name in NEW.fields if name in typed}
    habits = habits_of(values.get("country", ""))
    usual = {
        "time_zone": habits.time_zone,
        "base_currency": habits.currency,
        "language": habits.language,
    }
    return Company(**values | usual)


def new_company_form(company: Company, data: Any = None) -> forms.ModelForm:
    form = section_form(company, NEW, data)
    _choose(form, "country", {"": "Choose", **countries()})
    _choose(form, "time_zone", {one: one.replace("_", " ") for one in time_zones()})
    form.fields["country"].required = True
    form.fields["country"].help_text = "It also decides the public holidays."
    form.fields["country"].widget.attrs |= {
        "hx-get": reverse_lazy("set_up:new"),
        "hx-include": "closest form",
        "hx-target": "#company-fields",
    }
    form.fields["time_zone"].help_text = "Every date is the company's."
    form.fields["legal_name"].widget.attrs["autofocus"] = True
    return form


def _choose(form: forms.ModelForm, name: str, choices: Mapping[str, str]) -> None:
    form.fields[name].widget = forms.Select(
        choices=list(choices.items()), attrs={"class": "form-select"}
    )
