"""The five answers of the page for customers, as they are typed and as we shall read them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from collections_app.communications.choices import FiledAs
from collections_app.communications.saying import Sayer
from collections_app.invoices.models import Invoice
from collections_app.lib.dates import HALF_A_YEAR
from collections_app.lib.texts import one_line
from collections_app.promises.choices import PaidBy
from collections_app.web.forms import OnceForm

LONGEST_MESSAGE = 1000
LONGEST_LINE = 140
WRONG = ("goods", "price", "delivery", "something_else")

UNSEEN = ("once", "invoices")  # drawn apart from the other fields

Said = list[tuple[str, str]]  # what is said of what


class Pick(NamedTuple):
    """An invoice that an answer can be about."""

    id: str
    number: str
    amount: str
    currency: str
    is_ticked: bool


class PageForm(OnceForm):
    """One answer about open invoices, in the words of the page's language."""

    chosen: FiledAs
    is_about_all = False  # begins with all that is overdue, not with what its writer ticks
    invoices = forms.MultipleChoiceField(required=False)
    message = forms.CharField(
        max_length=LONGEST_MESSAGE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    icon: str

    def __init__(
        self,
        *args: Any,
        say: Sayer,
        words: dict[str, str],
        open_ones: Sequence[Invoice],
        asked: Mapping[int, Decimal],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.say, self.words, self.asked_for = say, words, asked
        self._by_id = {str(one.pk): one for one in open_ones}
        picks = self.fields["invoices"]
        assert isinstance(picks, forms.MultipleChoiceField)
        picks.choices = [(id, one.number) for id, one in self._by_id.items()]
        picks.error_messages["invalid_choice"] = words["choose_invoice"]
        for name, field in self.fields.items():
            field.label = words.get(name, "")
            self._say_errors(field)

    def _say_errors(self, field: forms.Field) -> None:
        if isinstance(field, forms.CharField) and field.max_length:
            field.error_messages["max_length"] = self.words["too_long"].format(
                count=field.max_length
            )

    def clean_invoices(self) -> list[Invoice]:
        return [self._by_id[id] for id in self.cleaned_data["invoices"]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self._by_id and not said.get("invoices") and "invoices" not in self.errors:
            self.add_error("invoices", self.words["choose_invoice"])
        return said

    @property
    def title(self) -> str:
        return self.words[self.chosen]

    @property
    def hint(self) -> str:
        return self.words[f"{self.chosen}_hint"]

    @property
    def picks(self) -> list[Pick]:
        """The invoices, those ticked that are chosen as the form stands."""
        ticked = self._ticked()
        return [
            Pick(
                id,
                self.say.name(one.number),
                self.say.amount(self.sum_of(one), one.currency),
                one.currency,
                id in ticked,
            )
            for id, one in self._by_id.items()
        ]

    def _ticked(self) -> set[str]:
        if self.is_bound:
            return set(self["invoices"].value() or ())
        late = {id for id, one in self._by_id.items() if one.due_on < self.say.as_of}
        return late if self.is_about_all or len(late) == 1 else set()

    def sum_of(self, invoice: Invoice) -> Decimal:
        """What the answer is about."""
        return invoice.balance

    @property
    def asked(self) -> list[forms.BoundField]:
        """What is typed, what is free to say last."""
        named = [self[name] for name in self.fields if name not in (*UNSEEN, "message")]
        return [*named, self["message"]]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """All of it once more, for the form that confirms it."""
        assert isinstance(self.data, QueryDict)
        return [(name, one) for name in self.fields for one in self.data.getlist(name)]

    def said(self) -> Said:
        """Line by line, as its writer confirms it."""
        numbers = ", ".join(self.say.name(one.number) for one in self.cleaned_data["invoices"])
        about = [(self.words["invoices"], numbers)] if numbers else []
        return [*about, *self._said()]

    def _said(self) -> Said:
        """What this answer says beside the invoices."""
        return []

    def reply(self) -> str:
        """The whole answer, as it is kept."""
        lines = [f"{label}: {value}" for label, value in self.said()]
        message = self.cleaned_data["message"].strip()
        return "\n".join([self.words[self.chosen], *lines, *(["", message] if message else [])])

    def told(self) -> dict[str, Any]:
        """What a wrap-up can begin with."""
        return {"invoices": [one.pk for one in self.cleaned_data["invoices"]]}

    def line(self, name: str) -> Said:
        value = one_line(self.cleaned_data[name] or "")
        return [(self.words[name], value)] if value else []


class PromiseForm(PageForm):
    chosen = FiledAs.PROMISE
    icon = "calendar-check"
    is_about_all = True
    pays_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        day = self.fields["pays_on"]
        last = self.say.as_of + HALF_A_YEAR
        day.widget.attrs |= {"min": f"{self.say.as_of}", "max": f"{last}"}
        day.error_messages = dict.fromkeys(("required", "invalid"), self.words["choose_day"])

    def clean_pays_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["pays_on"]
        if not self.say.as_of <= day <= self.say.as_of + HALF_A_YEAR:
            raise forms.ValidationError(self.words["choose_day"])
        return day

    def _said(self) -> Said:
        sums: dict[str, Decimal] = {}
        for one in self.cleaned_data["invoices"]:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + self.sum_of(one)
        day = self.say.day(self.cleaned_data["pays_on"], "full")
        asked = self.say.sums(sums)
        amount = [(self.words["sum"], asked)] if asked else []
        return [*amount, (self.words["pays_on"], day)]

    def sum_of(self, invoice: Invoice) -> Decimal:
        """What is asked for it, credits taken off; an earlier promise gives way."""
        return self.asked_for[invoice.pk] + invoice.promised

    def told(self) -> dict[str, Any]:
        return super().told() | {"on": f"{self.cleaned_data['pays_on']}"}


class SaysPaidForm(PageForm):
    chosen = FiledAs.SAYS_PAID
    icon = "badge-check"
    is_about_all = True
    paid_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    how = forms.ChoiceField(required=False)
    reference = forms.CharField(max_length=LONGEST_LINE, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        ways = [(one.value, self.words[one.value]) for one in PaidBy]
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        how.choices = [("", self.words["how_unsaid"]), *ways]
        self.fields["paid_on"].widget.attrs["max"] = f"{self.say.as_of}"
        self.fields["paid_on"].error_messages["invalid"] = self.words["choose_day"]

    def clean_paid_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["paid_on"]
        if day and day > self.say.as_of:
            raise forms.ValidationError(self.words["day_to_come"])
        return day

    def _said(self) -> Said:
        day, how = self.cleaned_data["paid_on"], self.cleaned_data["how"]
        return [
            *([(self.words["paid_on"], self.say.day(day, "full"))] if day else []),
            *([(self.words["how"], self.words[how])] if how else []),
            *self.line("reference"),
        ]

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        day = {"on": f"{said['paid_on']}"} if said["paid_on"] else {}
        return super().told() | day | {"how": said["how"], "reference": one_line(said["reference"])}


class DisputeForm(PageForm):
    chosen = FiledAs.DISPUTE
    icon = "circle-alert"
    what = forms.ChoiceField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = [("", "…"), *((one, self.words[one]) for one in WRONG)]
        what.error_messages = dict.fromkeys(("required", "invalid_choice"), self.words["say_what"])
        self.fields["message"].required = True
        self.fields["message"].label = self.words["in_words"]
        self.fields["message"].error_messages["required"] = self.words["say_what"]

    def _said(self) -> Said:
        return [(self.words["what"], self.words[self.cleaned_data["what"]])]

    def told(self) -> dict[str, Any]:
        note = one_line(self.cleaned_data["message"], limit=LONGEST_MESSAGE)
        return super().told() | {"note": note}


class CopyForm(PageForm):
    chosen = FiledAs.SEND_COPY
    icon = "copy"
    copy_to = forms.EmailField(max_length=254, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["copy_to"].error_messages["invalid"] = self.words["no_address"]

    def _said(self) -> Said:
        return self.line("copy_to")


class WrongPersonForm(PageForm):
    """It is about whoever reads, not about invoices."""

    chosen = FiledAs.WRONG_PERSON
    icon = "user-x"
    whom = forms.CharField(max_length=LONGEST_LINE, required=False)
    whom_reach = forms.CharField(max_length=LONGEST_LINE, required=False)

    def __init__(self, *args: Any, open_ones: Sequence[Invoice], **more: Any) -> None:
        super().__init__(*args, open_ones=(), **more)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not any(said.get(name) for name in ("whom", "whom_reach", "message")):
            self.add_error("whom", self.words["say_whom"])
        return said

    def _said(self) -> Said:
        return [*self.line("whom"), *self.line("whom_reach")]


FORMS: tuple[type[PageForm], ...] = (
    SaysPaidForm,
    PromiseForm,
    DisputeForm,
    CopyForm,
    WrongPersonForm,
)
