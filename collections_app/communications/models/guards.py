"""What the database itself refuses of the log, whoever asks."""

from functools import reduce
from operator import or_

import pgtrigger

from collections_app.communications.choices import ANSWER, Direction, State
from collections_app.communications.rules import OUTCOME_STEPS, STEPS

# What may have gone, or was said: from then on it is what somebody got.
GONE = [one for one in State.values if one not in (State.READY, State.WAITING, State.CANCELLED)]
AS_IT_WENT = [
    "company",
    "channel",
    "direction",
    "mode",
    "key",
    "purpose",
    "by",
    "sender",
    "recipient",
    "recipient_name",
    "language",
    "wording",
    "subject",
    "text",
    "html",
    "logo",
    "pdf",
    "pdf_sha256",
    "copies",
    "lines",
    "created_at",
]


def _changes(fields: list[str]) -> pgtrigger.Q:
    """Whether one of them does; the library's own condition cannot be joined to another."""
    each = ({f"old__{name}__df": pgtrigger.F(f"new__{name}")} for name in fields)
    return reduce(or_, (pgtrigger.Q(**one) for one in each))


class StepsAfterwards(pgtrigger.FSM):
    """From state to state as listed; looked at when the row is written."""

    when = pgtrigger.After


# An update is looked at afterwards: a trigger before it has the database make all generated
# columns anew, with the words of the whole text.
OF_COMMUNICATION = [
    StepsAfterwards(
        name="communication_steps",
        field="state",
        transitions=STEPS,
        condition=_changes(["state"]),
    ),
    pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
    pgtrigger.Protect(
        name="as_it_went",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=GONE) & _changes(AS_IT_WENT),
    ),
    pgtrigger.Protect(
        name="to_whom_it_went",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=_changes(["customer"])
        & pgtrigger.Q(old__state__in=GONE, old__direction=Direction.OUT)
        & ~pgtrigger.Q(old__purpose=ANSWER),
    ),
]
OF_ATTEMPT = [
    pgtrigger.FSM(name="attempt_steps", field="outcome", transitions=OUTCOME_STEPS),
    pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
    pgtrigger.ReadOnly(name="as_begun", fields=["communication", "number", "token"]),
]
OF_EVIDENCE = [pgtrigger.Protect(name="stays", operation=pgtrigger.Delete | pgtrigger.Update)]
