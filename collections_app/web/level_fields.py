"""The fields of one level in a draft: its days, its channels and people in order, its switches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from collections_app.communications.choices import Channel
from collections_app.communications.shipped import words_on
from collections_app.customers.choices import ContactRole
from collections_app.dunning.changing import AMOUNTS, ORDERED, SWITCHES, channels_for
from collections_app.dunning.choices import Track
from collections_app.dunning.facts import IS_ON
from collections_app.dunning.models import Level
from collections_app.reports.words import level_name

MOST_DAYS = 365
ROLE_PLACES = 3
DAYS = {
    Track.COURTESY: ("before_due_days",),
    Track.WRITTEN: ("after_due_days", "gap_days", "pay_by_days"),
    Track.CALL: ("after_due_days", "gap_days"),
    Track.THANKS: (),
}
OF_TRACK = {
    Track.COURTESY: ("needs_approval",),
    Track.WRITTEN: SWITCHES,
    Track.CALL: ("counts_business_days",),
    Track.THANKS: ("needs_approval",),
}
LABELS = {
    IS_ON: "is on",
    "before_due_days": "days before due",
    "after_due_days": "days after due",
    "gap_days": "days after the level before",
    "pay_by_days": "days to pay",
    "after_call_rounds": "call rounds before it",
    "minimum": "only above",
    "channels": "goes by",
    "roles": "is written to",
    "counts_business_days": "counts business days",
    "attaches_letter": "attaches the letter to its e-mails",
    "and_email": "sends an e-mail beside a posted letter",
    "copies": "copies a second contact",
    "arrival_call": "is followed by a call that asks whether it arrived",
    "needs_approval": "waits until a person approves",
}
COUNTED = {
    "required": "Type a number of days.",
    "invalid": "Type a whole number of days.",
    "min_value": "Days are counted from 0.",
    "max_value": "A year at most.",
}


@dataclass(frozen=True)
class Ordered:
    """A choice in order: first one, then another."""

    label: str
    fields: Sequence[tuple[str, forms.BoundField]]  # each with its place in words


class LevelFields:
    """What a form has for one level: named by the level and the value."""

    def __init__(self, form: forms.Form, level: Level, said: Mapping[str, Any]) -> None:
        self.form, self.level, self.said = form, level, said
        self.name = level_name(level.key)
        self.track = Track(level.track)
        self._add(IS_ON, self._switch(IS_ON))
        for one in self.numbers:
            self._add(one, self._number(one))
        if self.has_minimum:
            self._add("minimum", self._amount())
        for one in ORDERED:
            for place in range(self._places(one)):
                self._add(f"{one}-{place}", self._choice(one, place))
        for one in OF_TRACK[self.track]:
            self._add(one, self._switch(one))

    @property
    def numbers(self) -> tuple[str, ...]:
        rounds = ("after_call_rounds",) if self.track == Track.WRITTEN else ()
        return DAYS[self.track] + rounds

    @property
    def has_minimum(self) -> bool:
        """A level beside the ladder goes whatever is owed."""
        return bool(self.level.rank)

    @cached_property
    def is_on(self) -> forms.BoundField:
        return self._bound(IS_ON)

    @cached_property
    def days(self) -> list[forms.BoundField]:
        return [self._bound(one) for one in DAYS[self.track]]

    @cached_property
    def rounds(self) -> list[forms.BoundField]:
        return [self._bound(one) for one in self.numbers[len(self.days) :]]

    @cached_property
    def minimum(self) -> forms.BoundField | None:
        return self._bound("minimum") if self.has_minimum else None

    @cached_property
    def ordered(self) -> list[Ordered]:
        return [
            Ordered(LABELS[one], [(_place(n), self._bound(f"{one}-{n}")) for n in range(places)])
            for one in ORDERED
            if (places := self._places(one))
        ]

    @cached_property
    def switches(self) -> list[forms.BoundField]:
        return [self._bound(one) for one in OF_TRACK[self.track]]

    @property
    def has_errors(self) -> bool:
        """Among those that fold away."""
        chosen = [field for one in self.ordered for _, field in one.fields]
        folded = (*chosen, *self.rounds, *self.switches)
        return any(one.errors for one in (*folded, self.minimum) if one)

    @property
    def ways(self) -> list[tuple[str, str]]:
        """The channels that it has, each with the key of the words that it goes in."""
        return [(one, words_on(one, self.level.key)) for one in self._initial("channels")]

    def clean(self) -> None:
        """Each choice once, and at least one channel to go by."""
        for one in ORDERED:
            self._each_once(one)
        if self._places("channels") and not self._chosen("channels"):
            self._refuse("channels-0", "Pick at least one channel.")

    def edits(self) -> dict[str, Any]:
        """What differs from the level as it is."""
        typed = dict(self._typed())
        return {
            one: stored(value) for one, value in typed.items() if value != _kept(self.level, one)
        }

    def _typed(self) -> Iterable[tuple[str, Any]]:
        for one in (IS_ON, *self.numbers, *OF_TRACK[self.track]):
            yield one, self.form.cleaned_data[self._field(one)]
        if self.has_minimum:
            yield "minimum", self.form.cleaned_data[self._field("minimum")]
        for one in ORDERED:
            if self._places(one):
                yield one, self._chosen(one)

    def _each_once(self, one: str) -> None:
        seen: set[str] = set()
        for place in range(self._places(one)):
            value = self.form.cleaned_data.get(self._field(f"{one}-{place}"), "")
            if value and value in seen:
                self._refuse(f"{one}-{place}", "It stands before already. Pick another or none.")
            seen.add(value)

    def _chosen(self, one: str) -> list[str]:
        names = [self._field(f"{one}-{place}") for place in range(self._places(one))]
        return [value for name in names if (value := self.form.cleaned_data.get(name))]

    def _refuse(self, one: str, why: str) -> None:
        self.form.add_error(self._field(one), why)

    def _places(self, one: str) -> int:
        if self.track == Track.CALL:
            return 0
        if one == "channels":
            return len(channels_for(self.level))
        return max(ROLE_PLACES, len(self.level.roles))

    def _add(self, one: str, field: forms.Field) -> None:
        self.form.fields[self._field(one)] = field

    def _bound(self, one: str) -> forms.BoundField:
        return self.form[self._field(one)]

    def _field(self, one: str) -> str:
        return f"{self.level.key}-{one}"

    def _initial(self, one: str) -> Any:
        return self.said.get(one, _kept(self.level, one))

    def _switch(self, one: str) -> forms.Field:
        label = f"{self.name} {LABELS[one]}" if one == IS_ON else LABELS[one].capitalize()
        return forms.BooleanField(required=False, initial=self._initial(one), label=label)

    def _number(self, one: str) -> forms.Field:
        return forms.IntegerField(
            min_value=1 if one == "before_due_days" else 0,
            max_value=MOST_DAYS,
            initial=self._initial(one),
            label=f"{self.name}, {LABELS[one]}",
            widget=forms.NumberInput({"class": "form-control", "inputmode": "numeric"}),
            error_messages=COUNTED
            | ({"min_value": "At least one day before."} if one == "before_due_days" else {}),
        )

    def _amount(self) -> forms.Field:
        label = f"{self.name}, {LABELS['minimum']}"
        return amount_field(label, self._initial("minimum"), required=True)

    def _choice(self, one: str, place: int) -> forms.Field:
        values = self._initial(one)
        return forms.ChoiceField(
            choices=[("", "–"), *self._options(one)],
            required=False,
            initial=values[place] if place < len(values) else "",
            label=f"{self.name} {LABELS[one]}, {_place(place)}",
            widget=forms.Select({"class": "form-select"}),
        )

    def _options(self, one: str) -> list[tuple[str, str]]:
        if one == "roles":
            return list(ContactRole.choices)
        return [(one.value, one.label) for one in channels_for(self.level)]


def _kept(level: Level, one: str) -> Any:
    """As the level has it."""
    value = getattr(level, one)
    return [str(each) for each in value] if one in ORDERED else value


def _place(number: int) -> str:
    return "then" if number else "first"


def amount_field(label: str, initial: Any, *, required: bool) -> forms.DecimalField:
    """An amount without a currency: it is compared with sums of each."""
    return forms.DecimalField(
        min_value=0,
        max_digits=15,
        decimal_places=3,
        required=required,
        initial=shown(initial),
        label=label,
        widget=forms.TextInput({"class": "form-control", "inputmode": "decimal"}),
        error_messages={
            "required": "Type an amount, 0 for none.",
            "invalid": "Type an amount such as 20.00.",
            "min_value": "Type an amount from 0.",
        },
    )


def shown(amount: Decimal | str | None) -> str:
    """With two decimals, or three where there are as many."""
    if amount is None:
        return ""
    exact = Decimal(amount)
    return f"{exact:.2f}" if exact == round(exact, 2) else f"{exact:.3f}"


def stored(value: Any) -> Any:
    """As JSON keeps it."""
    return str(value) if isinstance(value, Decimal) else value


def said(one: str, value: Any) -> str:
    """A value in words."""
    if one in AMOUNTS:
        return shown(value) or "never"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if one == "channels":
        return ", then ".join(Channel(each).label for each in value)
    if one == "roles":
        return ", then ".join(ContactRole(each).label for each in value) or "as everywhere"
    return str(value)
