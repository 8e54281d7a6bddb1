"""What commands take, said in a sentence where it is none."""

import datetime as dt
from argparse import ArgumentTypeError


def a_day(text: str) -> dt.date:
    """A day as 2026-05-31."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no day; write it as 2026-05-31') from None
