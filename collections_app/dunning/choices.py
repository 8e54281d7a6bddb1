"""Closed sets of words about the ladder."""

from django.db import models


class Track(models.TextChoices):
    """Written levels and calls are separate tracks (DESIGN 5.3); others stand beside the ladder."""

    COURTESY = "courtesy", "Courtesy note"  # before the due date
    WRITTEN = "written", "Written"
    CALL = "call", "Call"
    THANKS = "thanks", "Thank-you"  # once all is paid


BESIDE = (Track.COURTESY, Track.THANKS)  # no invoice climbs to them


class HoldReason(models.TextChoices):
    ASKED = "asked", "The customer asked"
    INTERNAL = "internal", "We are checking something"
    PAYMENT_ROW_REFUSED = "payment_row_refused", "A payment could not be read"
    REPLY_WAITS = "reply_waits", "A reply waits for an answer"
    OTHER = "other", "Other"


class Choice(models.TextChoices):
    """How a manager goes on after the call rounds (DESIGN 5.8)."""

    THIRD_NOTICE = "third_notice", "Third notice"
    FINAL_NOTICE = "final_notice", "Final notice"
    STOP_SUPPLY = "stop_supply", "Stop supply"
    AGENCY_OR_COURT = "agency_or_court", "Agency or court"
    WRITE_OFF = "write_off", "Write off"
    GO_ON = "go_on", "Go on calling"


ORDERED_LEVELS = (Choice.THIRD_NOTICE, Choice.FINAL_NOTICE)  # each names the level it orders


class NoticeState(models.TextChoices):
    PLANNED = "planned", "Planned"  # decided, not yet rendered
    WAITING = "waiting", "Waiting"  # for approval
    READY = "ready", "Ready"  # its communications are on their way
    ACCEPTED = "accepted", "Accepted"  # a provider took it, or the letter was posted
    CANCELLED = "cancelled", "Cancelled"  # its levels are free again
    FAILED = "failed", "Failed"  # no channel took it
    TAKEN_BACK = "taken_back", "Taken back"  # accepted, then bounced on every channel


UNFINISHED = (NoticeState.PLANNED, NoticeState.WAITING, NoticeState.READY)


class RoundState(models.TextChoices):
    OPEN = "open", "Open"
    ENDED = "ended", "Ended"  # a conversation, a voicemail or five dials
    RESTING = "resting", "Resting"  # nothing left to talk about; opens again if there is


CURRENT = (RoundState.OPEN, RoundState.RESTING)
