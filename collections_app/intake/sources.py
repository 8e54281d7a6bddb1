"""A file meets its source: what is known of it, what is guessed, and what a person said."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from collections_app.companies.models import Company
from collections_app.intake import zeros
from collections_app.intake.choices import Brings, Kind, State
from collections_app.intake.columns import check_complete, choose_mapping, known_names, told_mapping
from collections_app.intake.models import Import, Source
from collections_app.intake.reading import Table, open_table
from collections_app.intake.refusals import CannotImport, NeedsAnswer
from collections_app.intake.study import Choices, Study, study
from collections_app.lib.money import currencies, decimals


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said about reading a file; empty: nothing."""

    mapping: tuple[str, ...] = ()
    dates: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    currency: str = ""
    zeros: tuple[str, ...] = ()
    brings: str = ""
    as_of: dt.date | None = None


NOTHING_TOLD = Told()
WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls")
LAG: dict[str, dt.timedelta] = {
    Kind.INVOICES: dt.timedelta(0),
    Kind.PAYMENTS: dt.timedelta(1),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that can be read, and how."""

    source: Source
    file: File
    table: Table
    studied: Study
    as_of: dt.date
    is_known: bool  # somebody has confirmed this header and reading before
    again: Import | None  # the same file, taken in before

    @property
    def brings_everything(self) -> bool:
        """Whether what is missing left the ledger; a mended file of rejects is only a part."""
        return self.source.brings == Brings.OPEN_ITEMS and not self.table.is_rejects

    @property
    def is_repetition(self) -> bool:
        """Whether the same file was taken in for the same day, and read in the same way."""
        return bool(self.again and self.again.as_of == self.as_of and self.is_known)

    def tells(self, *fields: str) -> bool:
        return any(field in self.studied.choices.mapping for field in fields)

    def reading(self) -> Iterator[str]:
        """How the file is read, for the person who confirms it."""
        table, choices = self.table, self.studied.choices
        known = "as of" if self.source.kind == Kind.INVOICES else "payments up to"
        yield f"{self.file.name}, sha256 {table.checksum[:16]}, {known} {self.as_of}"
        if table.sheet:
            yield f'Workbook, sheet "{table.sheet}"'
        else:
            yield f'Encoding {table.encoding}, columns separated by "{_shown(table.delimiter)}"'
        yield from (f"  {field:18} <- {column}" for field, column in choices.mapping.items())
        unused = [name for name in table.own_header if name not in choices.mapping.values()]
        if unused:
            yield f"  not used: {', '.join(unused)}"
        if choices.dates:
            yield f"Dates: {choices.dates}"
        if choices.decimal:
            yield f'Decimal mark: "{choices.decimal}"'
        if "currency" not in choices.mapping:
            yield f"Currency: {choices.currency}"
        yield from (f"Leading zeros of {field}: {rule}" for field, rule in choices.zeros.items())
        if self.source.kind == Kind.INVOICES:
            yield f"The source brings {Brings(self.source.brings).label.lower()}"
        yield from self.studied.notes


def _shown(delimiter: str) -> str:
    return delimiter if delimiter.isprintable() else repr(delimiter)[1:-1]


def prepare(
    *,
    company: Company,
    kind: str,
    file: File,
    today: dt.date,
    source: str = "",
    told: Told = NOTHING_TOLD,
) -> Prepared:
    """Open and study a file; nothing is stored. Raises `CannotImport` and `NeedsAnswer`.

    Without a day told, invoices are true for today, and payments are known up to yesterday,
    because today may bring more.
    """
    origin = source_with(company=company, kind=kind, name=source or str(kind), told=told)
    return prepare_table(open_file(file, origin), origin=origin, file=file, told=told, today=today)


def open_file(file: File, origin: Source) -> Table:
    """The table in a file, opened as its source says."""
    table = open_table(
        file.content, kind=origin.kind, encoding=origin.encoding, delimiter=origin.delimiter
    )
    is_called_workbook = file.name.lower().endswith(WORKBOOK_NAMES)
    if is_called_workbook and not table.sheet and known_names(origin.kind, table.header) < 2:
        raise CannotImport(f"{file.name} is called a workbook and is none; save it as XLSX or CSV.")
    return table


def prepare_table(
    table: Table, *, origin: Source, file: File, told: Told, today: dt.date
) -> Prepared:
    """Study an open table."""
    if next(table.rows(), None) is None:
        raise CannotImport("The file has a header and no rows.")
    header = list(table.own_header)
    mapping = mapping_of(origin, table, told)
    check_complete(origin.kind, mapping, table.header)
    choices = Choices(mapping, origin.dates, origin.decimal, origin.currency, origin.zeros)
    again = _taken_in_before(origin, table.checksum)
    return Prepared(
        source=origin,
        file=file,
        table=table,
        studied=study(table, choices),
        as_of=told.as_of or _as_of(origin, table, again) or today - LAG[origin.kind],
        is_known=bool(origin.pk) and header == origin.header and mapping == origin.mapping,
        again=again,
    )


def source_with(*, company: Company, kind: str, name: str, told: Told) -> Source:
    """The source as it is saved, with what was told; unsaved."""
    source = Source.objects.filter(company=company, kind=kind, name=name).first()
    source = source or Source(company=company, kind=kind, name=name)
    for field in ("dates", "encoding", "delimiter", "decimal", "brings"):
        setattr(source, field, getattr(told, field) or getattr(source, field))
    source.currency = _currency(told.currency or source.currency or company.base_currency)
    source.zeros = source.zeros | zeros.told_rules(kind, told.zeros)
    return source


def _currency(code: str) -> str:
    from_code = code.strip().upper()
    if from_code not in currencies() or decimals(from_code) > 3:
        raise CannotImport(f'"{code}" is not a currency that is dealt in here.')
    return from_code


def mapping_of(source: Source, table: Table, told: Told) -> dict[str, str]:
    """As confirmed where the columns are still there, else guessed; what was told comes first."""
    saved = {f: column for f, column in source.mapping.items() if column in table.own_header}
    width = len(table.own_header)
    sample = [row[:width] for row in table.sample()]
    said = told_mapping(source.kind, table.own_header, told.mapping, sample)
    if list(table.own_header) == source.header:
        known = {f: column for f, column in saved.items() if column not in said.values()}
        return {field: column for field, column in (known | said).items() if column}
    kept = [f"{field}={column}" for field, column in saved.items() if field not in said]
    return choose_mapping(source.kind, table.own_header, sample, [*kept, *told.mapping])


def _taken_in_before(source: Source, checksum: str) -> Import | None:
    if not source.pk:
        return None
    same = source.imports.filter(checksum=checksum, state=State.COMMITTED)
    return same.order_by("-at").first()


def _as_of(source: Source, table: Table, again: Import | None) -> dt.date | None:
    """The same file is true for the same day as before; mended rejects for their file's day."""
    if again:
        return again.as_of
    return source.as_of if table.is_rejects else None


def check_confirmed(prepared: Prepared) -> None:
    """Guesses about a header that nobody has seen are not acted upon."""
    if not prepared.is_known:
        name = prepared.source.name
        raise NeedsAnswer(f'How files of source "{name}" are read has to be confirmed first.')


def save_source(prepared: Prepared) -> None:
    """Keep how the file was read, so that the next one of this header needs nothing."""
    source, choices = prepared.source, prepared.studied.choices
    if source.pk is None:
        # Another import of the same new source may have stored it while this one waited.
        there = Source.objects.filter(company=source.company, kind=source.kind, name=source.name)
        source.pk = there.values_list("pk", flat=True).first()
        source._state.adding = source.pk is None
    source.header = list(prepared.table.own_header)
    source.mapping = choices.mapping
    source.dates, source.decimal = choices.dates, choices.decimal
    if not prepared.table.is_rejects:
        source.as_of = max(prepared.as_of, source.as_of or prepared.as_of)
    source.save()
