"""What to say on the phone: the wording of the call, said with the open round's invoices."""

import datetime as dt
from collections.abc import Sequence

from collections_app.communications.choices import Channel
from collections_app.communications.facts import Facts, facts_for
from collections_app.communications.rendering import Rendered, render
from collections_app.communications.shipped import shipped_wording
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.models import NoticeLine
from collections_app.dunning.telling import given, subject_of_call

WORDING = "call"


def call_script(
    customer: Customer, lines: Sequence[NoticeLine], *, contact: Contact | None, day: dt.date
) -> tuple[Rendered, Facts] | None:
    """The script and its facts; None where no line of an open round is left to talk about."""
    if not lines:
        return None
    subject = subject_of_call(customer, lines, day)
    said = given(subject, channel=Channel.CALL, contact=contact)
    facts = facts_for(said)
    return render(shipped_wording(WORDING, Channel.CALL, said.language), facts), facts
