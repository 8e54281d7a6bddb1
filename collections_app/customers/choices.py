"""Closed sets of words about customers and contacts."""

from django.db import models


class LegalForm(models.TextChoices):
    COMPANY = "company", "Company"
    SOLE_TRADER = "sole_trader", "Sole trader"
    INDIVIDUAL = "individual", "Individual"
    PUBLIC_BODY = "public_body", "Public body"


NATURAL_PERSONS = frozenset({LegalForm.SOLE_TRADER, LegalForm.INDIVIDUAL})


class Standing(models.TextChoices):
    """Whether and how a customer may be contacted (DESIGN 5.7)."""

    NORMAL = "normal", "Normal"
    KEY_ACCOUNT = "key_account", "Key account"  # every level needs approval
    INSOLVENT = "insolvent", "Insolvent"
    REPRESENTED = "represented", "Represented by a lawyer"
    WITH_AGENCY = "with_agency", "With agency or court"
    WRITTEN_OFF = "written_off", "Written off"
    DO_NOT_CONTACT = "do_not_contact", "Do not contact"


CONTACTABLE = frozenset({Standing.NORMAL, Standing.KEY_ACCOUNT})
# Writing to these people may be against the law, or against a decision: a manager ends it.
ENDED_BY_MANAGER = frozenset(
    {Standing.INSOLVENT, Standing.REPRESENTED, Standing.WITH_AGENCY, Standing.WRITTEN_OFF}
)


class ContactRole(models.TextChoices):
    PAYER = "payer", "Payer"
    ACCOUNTS_PAYABLE = "accounts_payable", "Accounts payable"
    APPROVER = "approver", "Approver"
    DIRECTOR = "director", "Director"
    SALES = "sales", "Sales"


class AddressState(models.TextChoices):
    """What is known of an e-mail address or a number."""

    UNTRIED = "untried", "Untried"
    GOOD = "good", "Good"  # a provider accepted it
    BOUNCED = "bounced", "Bounced"  # refused for good
    OPTED_OUT = "opted_out", "Opted out"  # the person said stop


USABLE = frozenset({AddressState.UNTRIED, AddressState.GOOD})
