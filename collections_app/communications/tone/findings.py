"""A finding: what is wrong with a wording, and what would mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Two sentences; what stops is refused when a version is published, the rest is advice."""

    rule: str
    says: str
    suggestion: str
    stops: bool = True
