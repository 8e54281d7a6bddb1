"""A company's colour: written as CSS does, and dark enough to read on white (WCAG 2.2, 1.4.3)."""

import re

from django.core.exceptions import ValidationError

LEAST_CONTRAST = 4.5


def check_colour(colour: str) -> None:
    """ValidationError where it is no colour, or too light for words on white paper."""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise ValidationError("Write the colour as # and six digits of 0-9 and a-f: #0b6170.")
    if contrast_with_white(colour) < LEAST_CONTRAST:
        raise ValidationError("Too light to be read on white paper: choose a darker shade.")


def contrast_with_white(colour: str) -> float:
    """WCAG's ratio, 1 for white itself and 21 for black."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
