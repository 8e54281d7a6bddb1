"""What is typed about people, and by them when they come in."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from collections_app.companies.models import Company
from collections_app.users.choices import Role
from collections_app.users.inviting import newcomer
from collections_app.users.models import Invitation, User


class PersonForm(forms.Form):
    """What an administrator says of somebody; only their own companies can be chosen."""

    role = forms.ChoiceField(choices=Role.choices)
    team = forms.CharField(max_length=60, required=False)
    companies = forms.ModelMultipleChoiceField(
        Company.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one or more companies."},
    )

    def __init__(self, *args: Any, companies: Sequence[Company], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(forms.ModelMultipleChoiceField, self.fields["companies"])
        choice.queryset = Company.objects.filter(pk__in=[one.pk for one in companies])
        if len(companies) == 1:
            choice.initial, choice.widget = companies, forms.MultipleHiddenInput()
        for name in ("role", "team"):
            looks = "form-select" if name == "role" else "form-control"
            self.fields[name].widget.attrs["class"] = looks

    @property
    def has_choice(self) -> bool:
        """Of companies; with one there is none."""
        return not self.fields["companies"].widget.is_hidden


class InvitationForm(PersonForm):
    """Whom to invite, as what."""

    name = forms.CharField(
        max_length=150, error_messages={"required": "Say whom you invite: first and last name."}
    )
    email = forms.EmailField(required=False, label="E-mail")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].widget.attrs["class"] = "form-control"


class AcceptForm(forms.Form):
    """The name to log in with, and a password; who works here already keeps the name.

    The first person says who they are, too.
    """

    name = forms.CharField(
        max_length=150, error_messages={"required": "Say who you are: first and last name."}
    )
    email = forms.EmailField()
    username = User._meta.get_field("username").formfield()
    password1 = forms.CharField(widget=forms.PasswordInput, strip=False)
    password2 = forms.CharField(widget=forms.PasswordInput, strip=False)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if invitation.name:
            del self.fields["name"], self.fields["email"]
        if invitation.user:
            del self.fields["username"]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError("Somebody has this name already. Choose another one.")
        return username

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        password = said.get("password1", "")
        if password and password != said.get("password2"):
            self.add_error("password2", "Type the same password once more.")
        elif password:
            self._check(password)
        return said

    def _check(self, password: str) -> None:
        user = self.invitation.user or newcomer(self.invitation, self.data.get("username", ""))
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            self.add_error("password1", error)

    def chosen(self) -> dict[str, str]:
        said = self.cleaned_data
        told = {name: said.get(name, "") for name in ("name", "email", "username")}
        return told | {"password": said["password1"]}
