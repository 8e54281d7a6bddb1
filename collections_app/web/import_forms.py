"""What people type about a file, and the fields that ask for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from collections_app.intake.choices import Brings, Kind
from collections_app.intake.columns import REQUIRED
from collections_app.intake.labels import LABELS
from collections_app.intake.models import Upload
from collections_app.lib.money import currencies

MAP = "map_"
NOT_IN_FILE = "Not in this file"
ORDER_WORDS = {
    "DMY": "Day, month, year: 31/12/2026",
    "MDY": "Month, day, year: 12/31/2026",
    "YMD": "Year, month, day: 2026/12/31",
}
DECIMALS = {".": "1,234.50: a point before the decimals", ",": "1.234,50: a comma before them"}
DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Pipe |", ":": "Colon", "^": "^"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Western European (Windows)",
    "iso-8859-15": "Western European (ISO)",
    "cp850": "Western European (DOS)",
    "mac_roman": "Western European (Mac)",
    "cp1250": "Central European (Windows)",
    "cp1251": "Cyrillic (Windows)",
    "cp1253": "Greek (Windows)",
    "cp1254": "Turkish (Windows)",
    "utf-16": "UTF-16",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
}
ZEROS = {
    "": "Not said",
    "keep": "They count: 00123 and 123 are different",
    "strip": "They do not count: 00123 is 123",
} | {f"pad:{width}": f"Fill up to {width} digits" for width in range(4, 13)}


class UploadForm(forms.Form):
    """A file, what it holds and who wrote it; `id` is the form's own, so that it counts once."""

    id = forms.UUIDField()
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.INVOICES)
    source = forms.CharField(max_length=60, required=False)
    file = forms.FileField(
        error_messages={
            "required": "Choose a file first.",
            "empty": "The file is empty. Export it anew.",
            "max_length": "The name of the file is too long. Shorten it.",
        },
        max_length=255,
        allow_empty_file=True,
    )


def answers_in(form: forms.Form) -> dict[str, Any]:
    """What was typed, as an upload keeps it; what nobody answered is left to the file."""
    said = form.cleaned_data
    answers: dict[str, Any] = {
        name: said[name]
        for name in ("dates", "decimal", "currency", "encoding", "delimiter", "brings")
        if said.get(name)
    }
    answers["zeros"] = {
        name.removeprefix("zeros_"): rule
        for name, rule in said.items()
        if name.startswith("zeros_") and rule
    }
    if said.get("as_of"):
        answers["as_of"] = said["as_of"].isoformat()
    mapping = {n.removeprefix(MAP): said[n] for n in said if n.startswith(MAP) and n in form.data}
    return answers | ({"mapping": mapping} if mapping else {})


class ReadingForm(forms.Form):
    """How a file is read: its columns, and what the file itself does not prove."""

    dates = forms.ChoiceField(required=False, choices=[("", ""), *ORDER_WORDS.items()])
    decimal = forms.ChoiceField(required=False, choices=[("", ""), *DECIMALS.items()])
    encoding = forms.CharField(required=False, max_length=40)
    delimiter = forms.CharField(required=False, max_length=3, strip=False)
    brings = forms.ChoiceField(required=False, choices=[("", ""), *Brings.choices])
    currency = forms.CharField(required=False, max_length=3)
    as_of = forms.DateField(
        required=False, error_messages={"invalid": "Write the day as 2026-12-31."}
    )

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [column["name"] for column in upload.seen.get("columns", [])]
        columns = [("", NOT_IN_FILE), *((name, name) for name in names)]
        for field in LABELS[upload.kind] if names else ():
            self.fields[f"{MAP}{field}"] = forms.ChoiceField(required=False, choices=columns)
        for field in ("customer_number", "number", "reference"):
            self.fields[f"zeros_{field}"] = forms.ChoiceField(
                required=False, choices=list(ZEROS.items())
            )

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"].strip().upper()
        if code and code not in currencies():
            raise forms.ValidationError("Write the three letters of a currency, such as EUR.")
        return code


@dataclass(frozen=True)
class Option:
    """A choice; `samples` are cells of the column that it names."""

    value: str
    label: str
    is_chosen: bool
    samples: str = ""


@dataclass(frozen=True)
class Line:
    """One field of the mapping, the columns to choose from, and cells of the one chosen."""

    name: str
    label: str
    need: str
    options: list[Option]
    is_asked: bool

    @property
    def chosen(self) -> Option | None:
        return next((one for one in self.options if one.is_chosen and one.value), None)

    @property
    def samples(self) -> str:
        return self.chosen.samples if self.chosen else ""

    @property
    def is_shown(self) -> bool:
        """Needed or found; the others fold."""
        return bool(self.need or self.chosen or self.is_asked)


def mapping_lines(upload: Upload) -> list[Line]:
    """A line for each field that this kind of file can have."""
    seen = upload.seen
    if not seen.get("columns"):
        return []
    mapping = upload.answers.get("mapping") or seen.get("mapping", {})
    asked = seen.get("problem", {}).get("asks", "")
    needs = _needs(upload.kind)
    return [
        Line(
            f"{MAP}{field}",
            label,
            needs.get(field, ""),
            _options(seen, mapping.get(field, "")),
            field == asked,
        )
        for field, label in LABELS[upload.kind].items()
    ]


def _needs(kind: str) -> dict[str, str]:
    """Field to how it is needed; of two that can stand for each other one is enough."""
    needs = {}
    for choices in REQUIRED[kind]:
        for field in choices:
            others = [LABELS[kind][one].lower() for one in choices if one != field]
            needs[field] = f"this or {others[0]}" if others else "needed"
    return needs


def _options(seen: Mapping[str, Any], chosen: str) -> list[Option]:
    columns = [
        Option(one["name"], one["name"], one["name"] == chosen, " · ".join(one["samples"]))
        for one in seen["columns"]
    ]
    return [Option("", NOT_IN_FILE, not chosen), *columns]


@dataclass(frozen=True)
class Question:
    """Something about the whole file: shown with what is so now, and open to be changed."""

    name: str
    label: str
    options: list[Option]
    is_asked: bool


def questions_of(upload: Upload) -> Iterator[Question]:
    """Encoding and delimiter always; date order, decimal mark and zeros where they are asked."""
    seen, answers = upload.seen, upload.answers
    asked = seen.get("problem", {}).get("asks", "")
    found = {name: answers.get(name) or seen.get(name) or "" for name in ("encoding", "delimiter")}
    if (seen.get("columns") and not seen["sheet"]) or asked in found:
        yield _question("encoding", "Encoding", ENCODINGS, found["encoding"], asked)
        yield _question("delimiter", "Columns are parted by", DELIMITERS, found["delimiter"], asked)
    for name, label, choices in (
        ("dates", "Order of dates", ORDER_WORDS),
        ("decimal", "Decimals", DECIMALS),
    ):
        if asked == name or answers.get(name):
            yield _question(name, label, {"": "Choose"} | choices, answers.get(name, ""), asked)
    for field in ("customer_number", "number", "reference"):
        rule = answers.get("zeros", {}).get(field) or seen.get("zeros", {}).get(field) or ""
        if asked == f"zeros_{field}" or rule:
            label = f"Leading zeros of the {LABELS[upload.kind].get(field, field).lower()}"
            yield _question(f"zeros_{field}", label, ZEROS, rule, asked)


def _question(
    name: str, label: str, choices: Mapping[str, str], chosen: str, asked: str
) -> Question:
    shown = dict(choices) if chosen in choices else {chosen: chosen or "Found by itself", **choices}
    options = [Option(value, text, value == chosen) for value, text in shown.items()]
    return Question(name, label, options, name == asked)
