"""A draft of the ladder, typed level by level."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from collections_app.dunning.choices import Track
from collections_app.dunning.facts import IS_ON, Edits
from collections_app.dunning.models import Level, Policy
from collections_app.reports.words import level_name

MOST_DAYS = 365
DAYS = ("after_due_days", "gap_days", "pay_by_days")
LABELS = {
    "after_due_days": "days after due",
    "gap_days": "days after the level before",
    "pay_by_days": "days to pay",
    IS_ON: "is on",
}


@dataclass(frozen=True)
class Row:
    """One level's fields."""

    level: Level
    is_on: forms.BoundField
    days: list[forms.BoundField]


class DraftForm(forms.Form):
    """The levels that invoices climb, with their days; the form has what is live until typed."""

    def __init__(self, policy: Policy, *given: Any, edits: Edits | None = None) -> None:
        super().__init__(*given)
        self.levels = [one for one in policy.in_order if one.rank]
        for level in self.levels:
            said = (edits or {}).get(level.key, {})
            name = level_name(level.key)
            self.fields[_field(level, IS_ON)] = forms.BooleanField(
                required=False, initial=said.get(IS_ON, level.is_on), label=f"{name} is on"
            )
            for field in _days_of(level):
                self.fields[_field(level, field)] = forms.IntegerField(
                    min_value=0,
                    max_value=MOST_DAYS,
                    initial=said.get(field, getattr(level, field)),
                    label=f"{name}, {LABELS[field]}",
                    widget=forms.NumberInput({"class": "form-control", "inputmode": "numeric"}),
                    error_messages={
                        "required": "Type a number of days.",
                        "invalid": "Type a whole number of days.",
                        "min_value": "Days are counted from 0.",
                        "max_value": "A year at most.",
                    },
                )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if not any(said.get(_field(level, IS_ON)) for level in self.levels):
            raise forms.ValidationError("A ladder needs at least one level. Switch one on.")
        return said

    def rows(self) -> Iterable[Row]:
        for level in self.levels:
            days = [self[_field(level, one)] for one in _days_of(level)]
            yield Row(level, self[_field(level, IS_ON)], days)

    def edits(self) -> Edits:
        """By level, what differs from the ladder as it is."""
        typed = {
            level.key: {
                field: self.cleaned_data[_field(level, field)]
                for field in (IS_ON, *_days_of(level))
                if self.cleaned_data[_field(level, field)] != getattr(level, field)
            }
            for level in self.levels
        }
        return {key: values for key, values in typed.items() if values}


def changes_of(policy: Policy, edits: Edits) -> list[tuple[str, Any, Any]]:
    """What a draft changes: in words, what it was and what it would be."""
    levels = {one.key: one for one in policy.in_order}
    return [
        (f"{level_name(key)}, {LABELS[field]}", _said(getattr(levels[key], field)), _said(value))
        for key, values in edits.items()
        if key in levels
        for field, value in values.items()
    ]


def _said(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _days_of(level: Level) -> tuple[str, ...]:
    """A call asks for no date."""
    return DAYS[:2] if level.track == Track.CALL else DAYS


def _field(level: Level, field: str) -> str:
    return f"{level.key}-{field}"


def drafted(draft: Mapping[str, Edits], policy: Policy) -> Edits:
    return draft.get(policy.segment, {})
