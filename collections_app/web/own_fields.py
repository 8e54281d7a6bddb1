"""The fields of a policy's own values in a draft: what is too little, the calls, old debt."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms

from collections_app.dunning.changing import AMOUNTS, COUNTS
from collections_app.dunning.models import Policy
from collections_app.web.level_fields import amount_field, stored

LABELS = {
    "minimum": "Least to demand of a customer",
    "residual": "A small rest of an invoice, not chased",
    "arrival_call_from": "Ask by phone whether a letter arrived, above",
    "call_round_limit": "Call rounds before a manager decides",
    "calls_in_a_round": "Unanswered dials that end a round",
    "entry_letter_days": "Enters at the first letter, if more days late",
    "entry_review_days": "Waits in Review, if more days late",
}
HINTS = {
    "minimum": "What is owed net must be above it; without a rate a currency stands alone.",
    "arrival_call_from": "Empty: key accounts only.",
    "entry_letter_days": "Of invoices that come in late already, from the next import on.",
}
MOST = {"call_round_limit": 20, "calls_in_a_round": 20}
MOST_DAYS = 3650
IN_ORDER = "Type as many days as for the first letter, or more."


class OwnFields:
    """Named by the value alone, behind a word that is no level's."""

    def __init__(self, form: forms.Form, policy: Policy, said: Mapping[str, Any]) -> None:
        self.form, self.policy = form, policy
        for one in (*AMOUNTS, *COUNTS):
            initial = said.get(one, getattr(policy, one))
            make = self._amount if one in AMOUNTS else self._count
            form.fields[_field(one)] = make(one, initial)

    @cached_property
    def all(self) -> list[forms.BoundField]:
        return [self.form[_field(one)] for one in (*AMOUNTS, *COUNTS)]

    @property
    def has_errors(self) -> bool:
        return any(one.errors for one in self.all)

    def clean(self) -> None:
        letter, review = (self._typed(one) for one in ("entry_letter_days", "entry_review_days"))
        if letter is not None and review is not None and review < letter:
            self.form.add_error(_field("entry_review_days"), IN_ORDER)

    def edits(self) -> dict[str, Any]:
        """What differs from the policy as it is."""
        typed = {one: self._typed(one) for one in (*AMOUNTS, *COUNTS)}
        return {k: stored(value) for k, value in typed.items() if value != getattr(self.policy, k)}

    def _typed(self, one: str) -> Any:
        return self.form.cleaned_data.get(_field(one))

    def _amount(self, one: str, initial: Any) -> forms.Field:
        field = amount_field(LABELS[one], initial, required=one != "arrival_call_from")
        field.help_text = HINTS.get(one, "")
        return field

    def _count(self, one: str, initial: Any) -> forms.Field:
        most = MOST.get(one, MOST_DAYS)
        return forms.IntegerField(
            min_value=1,
            max_value=most,
            initial=initial,
            label=LABELS[one],
            help_text=HINTS.get(one, ""),
            widget=forms.NumberInput({"class": "form-control", "inputmode": "numeric"}),
            error_messages={
                "required": "Type a number.",
                "invalid": "Type a whole number.",
                "min_value": "Type 1 or more.",
                "max_value": f"Type {most} at most.",
            },
        )


def _field(one: str) -> str:
    return f"policy-{one}"
