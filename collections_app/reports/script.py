"""What to say on the phone: the wordings of the call, said with the open round's invoices."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from collections_app.communications.choices import Channel
from collections_app.communications.facts import facts_for
from collections_app.communications.holding import Wordings
from collections_app.communications.rendering import Rendered, render
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.models import NoticeLine
from collections_app.dunning.telling import given, subject_of_call

SCRIPT, VOICEMAIL = "call", "voicemail"


@dataclass(frozen=True)
class Script:
    """What to say to a person, and what to a machine."""

    call: Rendered
    voicemail: Rendered


def call_script(
    customer: Customer, lines: Sequence[NoticeLine], *, contact: Contact | None, day: dt.date
) -> Script | None:
    """None where no line of an open round is left to talk about."""
    if not lines:
        return None
    said = given(subject_of_call(customer, lines, day), channel=Channel.CALL, contact=contact)
    wordings = Wordings(customer.company_id, SCRIPT, VOICEMAIL)
    facts = facts_for(said)
    call, voicemail = (
        render(wordings.of(key, Channel.CALL, said.language), facts) for key in (SCRIPT, VOICEMAIL)
    )
    return Script(call, voicemail)
