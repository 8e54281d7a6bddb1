"""The ways to pay, as they stand in the payment block and in its scannable code."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from collections_app.communications.asking import sums
from collections_app.communications.saying import Sayer
from collections_app.communications.values import CompanyFacts, LineFacts
from collections_app.documents.codes import Code, epc_code
from collections_app.lib.texts import one_line

REFERENCE_LIMIT = 140  # SEPA's unstructured remittance information


@dataclass(frozen=True)
class WayToPay:
    """One row of the payment block."""

    label: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True)
class Scannable:
    """What the EPC code carries (EPC069-12); the amount is in euro."""

    holder: str
    iban: str
    bic: str
    amount: Decimal
    reference: str

    @property
    def code(self) -> Code | None:
        """Its drawing; None where the standard has none for it."""
        return epc_code(
            holder=self.holder,
            iban=self.iban,
            bic=self.bic,
            amount=self.amount,
            reference=self.reference,
        )


@dataclass(frozen=True)
class WaysToPay:
    """The payment block; `scannable` only for one sum in euro to an IBAN."""

    rows: list[WayToPay]
    scannable: Scannable | None


def ways_to_pay(
    company: CompanyFacts, customer_number: str, netted: Sequence[LineFacts], say: Sayer
) -> WaysToPay:
    """The company's ways to pay these lines, whose credits are already taken off."""
    numbers = [line.number for line in netted if line.demanded]
    reference = reference_for(customer_number, numbers, say)
    holder = one_line(company.account_holder or company.legal_name)
    rows = [
        WayToPay(say.label("bank_transfer"), holder) if company.iban else None,
        WayToPay(say.label("iban"), grouped(company.iban)) if company.iban else None,
        WayToPay(say.label("bic"), company.bic) if company.bic else None,
        WayToPay(say.label("payment_reference"), reference, is_strong=True),
        *_other_ways(company.other_ways_to_pay, say),
        WayToPay(say.label("online"), _without_scheme(company.pay_link))
        if company.pay_link
        else None,
    ]
    scannable = _scannable(company, holder, reference, sums(netted))
    return WaysToPay([row for row in rows if row], scannable)


def reference_for(customer_number: str, numbers: Sequence[str], say: Sayer) -> str:
    """Customer and invoice numbers; where a bank would cut them, the customer and the day."""
    full = " ".join(map(say.name, [customer_number, *numbers]))
    if len(full) <= REFERENCE_LIMIT:
        return full
    return f"{say.name(customer_number)} {say.as_of:%Y-%m-%d}"


def grouped(iban: str) -> str:
    """An IBAN in groups of four, as people type it."""
    plain = iban.replace(" ", "")
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _other_ways(words: str, say: Sayer) -> list[WayToPay]:
    return [_other_way(one_line(line), say) for line in words.splitlines() if line.strip()]


def _other_way(line: str, say: Sayer) -> WayToPay:
    label, colon, value = line.partition(": ")
    return WayToPay(label, value) if colon else WayToPay(say.label("other_way"), line)


def _without_scheme(link: str) -> str:
    return link.removeprefix("https://").removeprefix("http://").rstrip("/")


def _scannable(
    company: CompanyFacts, holder: str, reference: str, owed: dict[str, Decimal]
) -> Scannable | None:
    asked = {currency: amount for currency, amount in owed.items() if amount}
    if not company.iban or set(asked) != {"EUR"}:
        return None
    iban, bic = company.iban.replace(" ", ""), company.bic.replace(" ", "")
    return Scannable(holder, iban, bic, asked["EUR"], reference)
