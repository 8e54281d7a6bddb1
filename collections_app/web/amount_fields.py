"""The one field for amounts that people type."""

from decimal import Decimal

from django import forms

from collections_app.lib.amounts import UnclearAmount, read_typed
from collections_app.lib.money import show_money

LONGEST = 40


class AmountField(forms.CharField):
    """Text until its currency is known, which the rest of the form tells."""

    def __init__(self) -> None:
        super().__init__(max_length=LONGEST, required=False)

    @staticmethod
    def read(text: str, currency: str) -> Decimal | None:
        """Above zero; None where it was left empty."""
        try:
            amount = read_typed(text, currency)
        except UnclearAmount as error:
            raise forms.ValidationError(str(error)) from error
        if amount == 0:
            raise forms.ValidationError("Write an amount above 0.")
        return amount


def check_most(amount: Decimal, most: Decimal, currency: str, *, of: str, act: str) -> None:
    """Refuses more than is open, and says how much that is as people read it."""
    if most <= 0:
        raise forms.ValidationError(f"{of} nothing open to {act}.")
    if amount > most:
        shown = show_money(most, currency, "en")
        raise forms.ValidationError(f"{of} {shown} open; {act} up to that.")
