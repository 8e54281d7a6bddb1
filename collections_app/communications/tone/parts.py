"""The parts that a message must have, each looked for in what is said in every hard case."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from collections_app.communications.tone.findings import Finding
from collections_app.communications.tone.said import Said


@dataclass(frozen=True)
class Part:
    """How a part is recognised, and the two sentences where it is missing."""

    is_there: Callable[[Said], bool]
    says: str
    suggestion: str


def _thanks(said: Said) -> bool:
    """A letter begins with it; thanks for a payment at its end are none for the business."""
    words = said.opening if said.shows("signature") else said.text
    return said.tone.says["thanks"].search(words) is not None


def _names_invoices(said: Said) -> bool:
    owed = said.given.owed
    return said.says(said.facts.oldest_of_all["number"] if len(owed) == 1 else said.facts.count)


def _names_days(said: Said) -> bool:
    """Tables are drawn in a letter, not in a script that is read."""
    is_drawn = said.shows("signature") and said.shows("invoices")
    return is_drawn or said.facts.oldest_of_all["late"] in " ".join(said.prose)


def _names_ways_to_pay(said: Said) -> bool:
    rows = said.facts.ways_to_pay.rows
    return said.shows("ways_to_pay") or all(said.says(row.value) for row in rows)


def _names_person(said: Said) -> bool:
    facts = said.facts
    ways = (facts.reach_me, facts.clerk["phone"], facts.clerk["email"])
    return any(way and said.says(way) for way in ways)


def _names_sum(said: Said) -> bool:
    sums = (said.facts.total, said.facts.to_pay, *(one["money"] for one in said.facts.all_lines))
    return any(one and one in said.text for one in sums)


def _tells(said: Said) -> bool:
    return all(map(said.says, [*said.facts.promises, *said.facts.releases]))


def _shows_new(said: Said) -> bool:
    return not said.facts.new_lines or said.shows("new_invoices")


PARTS: dict[str, Part] = {
    "greeting": Part(
        lambda said: said.says(said.facts.greeting),
        "Nobody is greeted.",
        "Begin with {{ greeting }}.",
    ),
    "thanks": Part(
        _thanks,
        "Nobody is thanked.",
        "Thank them for their business, or for what they paid.",
    ),
    "invoices": Part(
        lambda said: said.shows("invoices"),
        "The invoices are not listed.",
        "Put {{ block.invoices }} in a paragraph of its own.",
    ),
    "which": Part(
        _names_invoices,
        "It does not say which invoices it is about.",
        "Name {{ oldest.number }}, or {{ count }} where there are several.",
    ),
    "days": Part(
        _names_days,
        "It does not say how late the invoices are.",
        "Say {{ oldest.late }}, or show {{ block.invoices }}.",
    ),
    "question": Part(
        lambda said: said.speaks_of("question"),
        "It does not ask why the payment has not come.",
        "Ask whether anything is wrong with the invoice.",
    ),
    "earlier": Part(
        lambda said: said.says(said.facts.earlier),
        "The earlier messages are not named with their dates.",
        "Say {{ earlier }}.",
    ),
    "told": Part(
        _tells,
        "What was promised or settled is not told.",
        "Add {% for promise in promises %}{{ promise }} {% endfor %}, the same for releases.",
    ),
    "new": Part(
        _shows_new,
        "Invoices that became overdue since the last message are left out.",
        "Show {{ block.new_invoices }} where {{ new_lines.size }} is not 0.",
    ),
    "date": Part(
        lambda said: said.says(said.facts.asked),
        "It asks for no sum by an actual day.",
        "Ask for {{ asked }}: it holds the sum and the day.",
    ),
    "day": Part(
        lambda said: said.says(said.facts.asked_by),
        "It asks for the payment by no actual day.",
        "Say {{ asked_by }}.",
    ),
    "ways_to_pay": Part(
        _names_ways_to_pay,
        "Not every way to pay is named.",
        "Put {{ block.ways_to_pay }} in a paragraph of its own.",
    ),
    "person": Part(
        _names_person,
        "There is nobody to contact.",
        "Add {{ reach_me }}, or {{ clerk.phone }} in a text.",
    ),
    "paid": Part(
        lambda said: said.speaks_of("paid"),
        "Who has just paid does not learn that nothing is left to do.",
        "Say what to do with the message if they have paid in the meantime.",
    ),
    "signature": Part(
        lambda said: said.shows("signature"),
        "Nobody signs.",
        "End with {{ block.signature }}.",
    ),
    "agreed": Part(
        lambda said: all(map(said.says, said.facts.agreed)),
        "What was agreed is not written down.",
        "List {% for one in agreed %}- {{ one }}{% endfor %}.",
    ),
    "company": Part(
        lambda said: said.says(said.facts.company["name"]),
        "The company is not named.",
        "Begin with {{ company.name }}.",
    ),
    "introduced": Part(
        lambda said: said.facts.company["name"] in " ".join(said.prose[:1]),
        "The first point does not say whom the call is for.",
        "Introduce yourself and {{ company.name }}.",
    ),
    "why": Part(
        lambda said: said.speaks_of("why"),
        "The script does not ask why.",
        "Ask why the payment has not come.",
    ),
    "listen": Part(
        lambda said: said.speaks_of("listen"),
        "The script leaves no room to listen.",
        "Say that the caller listens now.",
    ),
    "agreed_date": Part(
        lambda said: said.speaks_of("agreed_date"),
        "The script agrees on no day.",
        "Agree on a date and a sum.",
    ),
    "read_back": Part(
        lambda said: said.speaks_of("read_back"),
        "What was agreed is not read back.",
        "Read the date and the sum back.",
    ),
    "automated": Part(
        lambda said: said.speaks_of("automated"),
        "It does not say that a machine is speaking.",
        "Say that this is an automated message.",
    ),
    "no_sum": Part(
        lambda said: not _names_sum(said),
        "It names a sum, and anybody may be listening.",
        "Leave the sum out; say the day alone with {{ asked_by }}.",
    ),
    "spoken": Part(
        lambda said: said.says(said.facts.clerk["spoken"]),
        "The number to call back cannot be written down.",
        "Say {{ clerk.spoken }}: it is read digit by digit.",
    ),
    "no_more": Part(
        lambda said: said.speaks_of("no_more"),
        "It does not say how to stop such calls.",
        "Name the key, or the number where they can be stopped.",
    ),
    "way_out": Part(
        lambda said: said.speaks_of("way_out"),
        "It does not say how to opt out.",
        "Say that STOP in an answer opts out.",
    ),
}


def findings_of_parts(names: Iterable[str], cases: Sequence[Said]) -> Iterator[Finding]:
    """One finding per part that is missing somewhere, with the first case in which it is."""
    for name in names:
        part = PARTS[name]
        missing = [said.case for said in cases if not part.is_there(said)]
        if missing:
            where = "" if len(missing) == len(cases) else f" Seen with {missing[0]}."
            yield Finding(f"parts.{name}", part.says + where, part.suggestion)
