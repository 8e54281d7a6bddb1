"""A draft of a policy: its own values, and its ladder level by level."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from collections_app.dunning.facts import IS_ON, OWN, Edits
from collections_app.dunning.models import Policy
from collections_app.reports.words import level_name
from collections_app.web import level_fields, own_fields
from collections_app.web.level_fields import LevelFields, said
from collections_app.web.own_fields import OwnFields


class DraftForm(forms.Form):
    """All that can be changed; the form has what is live until typed."""

    def __init__(self, policy: Policy, *given: Any, edits: Edits | None = None) -> None:
        super().__init__(*given)
        drafted = edits or {}
        self.levels = [LevelFields(self, one, drafted.get(one.key, {})) for one in policy.in_order]
        self.own = OwnFields(self, policy, drafted.get(OWN, {}))

    def clean(self) -> dict[str, Any]:
        for one in self.levels:
            one.clean()
        self.own.clean()
        climbed = [one for one in self.levels if one.level.rank]
        if not any(self.cleaned_data.get(f"{one.level.key}-{IS_ON}") for one in climbed):
            raise forms.ValidationError("A ladder needs at least one level. Switch one on.")
        return self.cleaned_data

    def edits(self) -> Edits:
        """By level, and of the policy itself, what differs from what is live."""
        typed = {one.level.key: one.edits() for one in self.levels} | {OWN: self.own.edits()}
        return {key: values for key, values in typed.items() if values}


def changes_of(policy: Policy, edits: Edits) -> Iterable[tuple[str, str, str]]:
    """What a draft changes: in words, what it was and what it would be."""
    levels = {one.key: one for one in policy.in_order}
    for key, values in edits.items():
        if key != OWN and key not in levels:
            continue
        for one, value in values.items():
            label = own_fields.LABELS[one] if key == OWN else _label(key, one)
            was = getattr(policy if key == OWN else levels[key], one)
            yield label, said(one, was), said(one, value)


def _label(key: str, one: str) -> str:
    return f"{level_name(key)}, {level_fields.LABELS[one]}"


def drafted(draft: Mapping[str, Edits], policy: Policy) -> Edits:
    return draft.get(policy.segment, {})
