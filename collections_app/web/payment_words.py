"""Why money is suggested for these invoices, in words."""

from collections_app.payments.rules import Suggestion

COUNTED = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def why_words(one: Suggestion, customer: str) -> str:
    """ "Reference names 10231 and 10232"; and whose they are, where the money names nobody."""
    reason = _reason(one)
    match one.whose:
        case "payer":
            return f"Same payer as last time, {customer}. {reason}"
        case "name":
            return f"The payer's name is that of {customer}. {reason}"
        case "only":
            return f"{reason} of {customer}, the only one of this amount"
        case "reference":
            return f"{reason} of {customer}"
    return reason


IN_ORDER = {"oldest", "all", "first"}


def _reason(one: Suggestion) -> str:
    if one.passes_over and one.why in IN_ORDER:
        return f"{_plain_reason(one)}, not counting what was undone"
    return _plain_reason(one)


def _plain_reason(one: Suggestion) -> str:
    numbers = _listed([item.number for item in one.items])
    count = len(one.items)
    counted = COUNTED[count] if count < len(COUNTED) else f"{count}"
    return {
        "reference": f"Reference names {numbers}",
        "equals": f"Amount equals invoice {numbers}",
        "oldest": f"The oldest {counted} invoices add up to it",
        "all": f"All {counted} open invoices add up to it",
        "pair": f"{numbers} add up to it",
        "first": "Fits no invoice exactly; the oldest come first",
    }[one.why]


def _listed(numbers: list[str]) -> str:
    return " and ".join(part for part in (", ".join(numbers[:-1]), numbers[-1]) if part)
