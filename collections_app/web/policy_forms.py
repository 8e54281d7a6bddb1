"""A draft of the ladder, typed level by level."""

from collections.abc import Mapping
from typing import Any

from django import forms

from collections_app.dunning.facts import IS_ON, Edits
from collections_app.dunning.models import Policy
from collections_app.reports.words import level_name
from collections_app.web.level_fields import LABELS, LevelFields, said


class DraftForm(forms.Form):
    """The levels with all that can be changed; the form has what is live until typed."""

    def __init__(self, policy: Policy, *given: Any, edits: Edits | None = None) -> None:
        super().__init__(*given)
        self.levels = [
            LevelFields(self, one, (edits or {}).get(one.key, {})) for one in policy.in_order
        ]

    def clean(self) -> dict[str, Any]:
        for one in self.levels:
            one.clean()
        climbed = [one for one in self.levels if one.level.rank]
        if not any(self.cleaned_data.get(f"{one.level.key}-{IS_ON}") for one in climbed):
            raise forms.ValidationError("A ladder needs at least one level. Switch one on.")
        return self.cleaned_data

    def edits(self) -> Edits:
        """By level, what differs from the ladder as it is."""
        typed = {one.level.key: one.edits() for one in self.levels}
        return {key: values for key, values in typed.items() if values}


def changes_of(policy: Policy, edits: Edits) -> list[tuple[str, str, str]]:
    """What a draft changes: in words, what it was and what it would be."""
    levels = {one.key: one for one in policy.in_order}
    return [
        (
            f"{level_name(key)}, {LABELS[one]}",
            said(one, getattr(levels[key], one)),
            said(one, value),
        )
        for key, values in edits.items()
        if key in levels
        for one, value in values.items()
    ]


def drafted(draft: Mapping[str, Edits], policy: Policy) -> Edits:
    return draft.get(policy.segment, {})
