"""A place in a queryset for a value that is told when it is asked."""

from collections.abc import Mapping
from typing import Any, Never

from django.db import connection
from django.db.models import Expression, Field


class Given(Expression):
    """Stands wherever a value may stand in `filter`; `Question.ask` puts in the one of its name.

    Nothing can be worked out from it in Python, for the answer would be that of no value at all:
    who tries it is refused. (Whether it is true cannot be refused: Django asks that itself.)
    """

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def among(self, values: Mapping[str, Any]) -> Any:
        """Its own value of these, as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.name], connection)

    def __eq__(self, other: object) -> bool:
        is_djangos = isinstance(other, Expression) or other == ""  # it asks so of every value
        return super().__eq__(other) is True if is_djangos else self._refuse()

    __hash__ = Expression.__hash__

    def __repr__(self) -> str:
        return f"Given({self.name})"

    def _refuse(self, *_: Any) -> Never:
        raise TypeError(f"{self.name} is not known yet: nothing can be worked out from it.")

    _combine = __str__ = _refuse
