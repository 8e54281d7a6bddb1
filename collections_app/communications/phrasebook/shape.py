"""What every language of the house must be able to say."""

from dataclasses import dataclass

Words = dict[str, str]


@dataclass(frozen=True)
class Phrases:
    """The words and sentences of one language, by kind; places in braces are filled by code."""

    labels: Words  # of letters, tables and payment blocks
    earlier: Words  # an earlier contact, as part of a sentence
    promises: Words  # by what became of it
    releases: Words
    reach: Words  # how to answer, by channel and by what is known
    lines: Words  # parts of what is said about an invoice
    agreed: Words  # on the phone
    page: Words  # of the page for customers, and of the way to it
    greetings: Words  # by gender; "" where none is known, "unknown" where no name is
    addressed: Words  # what stands before a name in an address
    wrote: str
    plus: str  # of a phone number, read aloud
    counts: str  # of invoices, from none to twelve
