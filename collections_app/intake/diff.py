"""What an import does, or would do, in plain words."""

from dataclasses import dataclass, field

from collections_app.intake.choices import Kind

SHOWN_REFUSALS = 20


@dataclass(slots=True)
class Diff:
    """Counts of what a file brings, and examples of what it changes."""

    kind: str = Kind.INVOICES
    new: int = 0
    new_customers: int = 0
    changed: int = 0
    changed_customers: int = 0
    closed: int = 0
    left: int = 0
    reopened: int = 0
    unchanged: int = 0
    refused: int = 0
    partly: int = 0
    repeated: int = 0
    overpaid: int = 0
    settled: int = 0
    with_rest: int = 0
    unapplied: int = 0
    notes: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers that are not 0."""
        names = [name for name in self.__slots__ if isinstance(getattr(self, name), int)]
        return {name: value for name in names if (value := getattr(self, name))}

    @property
    def changes_nothing(self) -> bool:
        moves = ("new", "new_customers", "changed", "changed_customers", "closed", "left")
        return not any(getattr(self, name) for name in (*moves, "reopened"))

    def sentences(self) -> list[str]:
        """The diff for people, the most weighty first."""
        lines = [", ".join(self._parts()) + "."]
        if self.left:
            lines.append(f"Of the closed ones {self.left:,} are gone from the file.")
        if self.partly:
            lines.append(f"{_rows(self.partly)} taken in without one of their cells.")
        if self.repeated:
            lines.append(f"{_rows(self.repeated)} repeated word for word and counted once.")
        if self.overpaid:
            lines.append(f"{_rows(self.overpaid)} overpaid; counted as settled in full.")
        return [*lines, *self.notes, *self.examples]

    def _parts(self) -> list[str]:
        if self.kind == Kind.PAYMENTS:
            return self._payment_parts()
        customers = f" and {_many(self.new_customers, 'new customer')}" * bool(self.new_customers)
        parts = [f"{_many(self.new, 'new invoice')}{customers}", f"{self.changed:,} changed"]
        parts += [f"{self.closed + self.left:,} closed", f"{self.reopened:,} reopened"]
        if self.changed_customers:
            parts.append(f"{_many(self.changed_customers, 'customer')} changed")
        return [*parts, f"{self.unchanged:,} unchanged", f"{self.refused:,} refused"]

    def _payment_parts(self) -> list[str]:
        parts = [_many(self.new, "new payment"), f"{self.settled:,} settled what they name"]
        if self.with_rest:
            parts.append(f"{self.with_rest:,} settled it with a rest to be matched")
        parts.append(f"{self.unapplied:,} to be matched")
        return [*parts, f"{self.unchanged:,} unchanged", f"{self.refused:,} refused"]


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _rows(count: int) -> str:
    return f"{count:,} row is" if count == 1 else f"{count:,} rows are"
