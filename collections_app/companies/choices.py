"""The modes of a company."""

from django.db import models


class Mode(models.TextChoices):
    """Whether what is planned leaves the house."""

    OFF = "off", "Off"  # nothing is planned
    REHEARSAL = (
        "rehearsal",
        "Rehearsal",
    )  # everything happens, nothing leaves the machine
    LIVE = "live", "Live"  # messages reach customers


class Paper(models.TextChoices):
    """What letters are printed on, and so which envelopes they fit."""

    DIN_5008_B = "din_5008_b", "A4, address from 45 mm (DIN 5008 form B)"
    DIN_5008_A = "din_5008_a", "A4, address from 27 mm (DIN 5008 form A)"
    US_LETTER = "us_letter", "US Letter, for a #10 window envelope"
