"""The ladder, what people set about it, and what the walk wrote down."""

from collections_app.dunning.models.orders import Course, Entry, Episode, Hold, Override
from collections_app.dunning.models.policy import GivenPolicy, Level, Policy
from collections_app.dunning.models.simulation import Foreseen, Simulation
from collections_app.dunning.models.walk import (
    CallRound,
    Decision,
    Notice,
    NoticeLine,
    NoticeMessage,
    Run,
)

__all__ = [
    "CallRound",
    "Course",
    "Decision",
    "Entry",
    "Episode",
    "Foreseen",
    "GivenPolicy",
    "Hold",
    "Level",
    "Notice",
    "NoticeLine",
    "NoticeMessage",
    "Override",
    "Policy",
    "Run",
    "Simulation",
]
