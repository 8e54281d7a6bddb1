"""The mail that sums up, beside the wrap-up: proposed, changed by hand, read before it goes."""

import hashlib
from functools import cached_property

from django.http import QueryDict

from collections_app.communications.typed import Words
from collections_app.companies.choices import Mode
from collections_app.customers.models import Contact
from collections_app.desk.choices import CallOutcome
from collections_app.desk.following_up import proposed_mail
from collections_app.desk.said import MailSaid
from collections_app.web.wrap_forms import MailPart
from collections_app.web.wrapping import Wrap

CANNOT_GO = "No mail can go to them now. Save once more without it, or pick somebody else."
READ_IT = "This mail goes with it. Read it as it stands now, then save once more."


class Mail:
    """What would go to whom; there is none without a conversation and an address."""

    def __init__(self, wrap: Wrap) -> None:
        self.wrap = wrap
        self.contact = _to(wrap)
        self._data = wrap.data or QueryDict()
        self._summed_up = wrap.said()

    @cached_property
    def words(self) -> Words:
        """What is proposed, for where somebody reads it or it goes."""
        if self.contact is None:
            return Words("", "")
        customer, day = self.wrap.customer, self.wrap.day
        return proposed_mail(customer=customer, contact=self.contact, said=self._summed_up, on=day)

    @cached_property
    def form(self) -> MailPart:
        """What was typed stays; where nobody changed the proposal, the new one."""
        own = Words(self._data.get("mail_subject", ""), self._data.get("mail_text", ""))
        is_own = bool(self._data.get("drafted")) and self._data.get("drafted") != _seal(own)
        shown = own if is_own else self.words
        typed = {
            "sends_mail": self._sends,
            "mail_subject": shown.subject,
            "mail_text": shown.text,
            "drafted": _seal(self.words),
            "was_to_send": bool(self.wrap.pieces),
        }
        return MailPart(typed, **self.wrap.about)

    @property
    def _sends(self) -> bool:
        """As somebody decided; else what was agreed is summed up."""
        was_sending = bool(self._data.get("sends_mail"))
        is_decided = "drafted" in self._data and was_sending != bool(self._data.get("was_to_send"))
        return was_sending if is_decided else bool(self.wrap.pieces)

    def is_valid(self) -> bool:
        """Nothing goes that was not looked at as it is, and nothing that was is forgotten."""
        if self._was_to_go and self.contact is None:
            self.wrap.call.add_error("contact", CANNOT_GO)
            return False
        if not self.goes:
            return True
        was_read = self._data.get("drafted") == _seal(self.words)
        if not was_read:
            self.form.add_error("mail_text", READ_IT)
        return was_read and self.form.is_valid()

    @property
    def _was_to_go(self) -> bool:
        is_ticked = bool(self._data.get("sends_mail"))
        return is_ticked and self.wrap.outcome == CallOutcome.REACHED

    @property
    def refused(self) -> str:
        """Why a conversation is not summed up, where it is for the customer's standing."""
        customer = self.wrap.customer
        if customer.is_contactable or self.wrap.outcome != CallOutcome.REACHED:
            return ""
        return f"{customer.get_standing_display()}: no mail sums this up, nobody is written to."

    @property
    def goes(self) -> bool:
        return self.contact is not None and self._sends

    def said(self) -> MailSaid | None:
        if self.contact is None or not self.goes:
            return None
        said = self.form.cleaned_data
        return MailSaid(self.contact, said["mail_subject"], said["mail_text"])


def _to(wrap: Wrap) -> Contact | None:
    """Who takes it, while anything is sent."""
    contact, is_off = wrap.with_whom, wrap.customer.company.mode == Mode.OFF
    if wrap.outcome != CallOutcome.REACHED or contact is None or is_off:
        return None
    return contact if contact.takes_email and wrap.customer.is_contactable else None


def _seal(words: Words) -> str:
    """One name for exactly these words, however a browser ends its lines."""
    text = "\n".join(words.text.splitlines()).strip()
    return hashlib.sha256(f"{words.subject}\n{text}".encode()).hexdigest()
