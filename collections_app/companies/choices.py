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
