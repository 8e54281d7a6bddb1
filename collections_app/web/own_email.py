"""One's own e-mail address, which gets test mails and a link where the password is lost."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.users.actions import set_email
from collections_app.web.access import Request, sets_up_own, user_of


class OwnEmailForm(forms.Form):
    """The password too: whoever finds an open page does not get the log-in with it."""

    email = forms.EmailField(
        label="Your e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password, too."},
    )

    def __init__(self, request: Request, data: Any = None) -> None:
        self.request, self.user = request, user_of(request)
        super().__init__(data, initial={"email": self.user.email}, prefix="own")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_password(self) -> str:
        """Asked as at the door, where wrong ones are counted."""
        password: str = self.cleaned_data["password"]
        if authenticate(self.request, username=self.user.username, password=password) is None:
            raise forms.ValidationError("This is not your password. Try again.")
        return password


@sets_up_own
def change(request: Request) -> HttpResponse:
    """Where mails to oneself go from now on."""
    user = user_of(request)
    form = OwnEmailForm(request, request.POST)
    if is_done := form.is_valid():
        email = form.cleaned_data["email"]
        set_email(user=user, email=email, by=user.actor, at=timezone.now())
        messages.success(request, f"Mails to you go to {email}.")
        form = OwnEmailForm(request)
    if request.htmx:
        status = 200 if is_done else 422
        return render(request, "settings/_own.html", {"email_form": form}, status=status)
    if not is_done:
        messages.error(request, " ".join(str(why) for each in form.errors.values() for why in each))
    return redirect(f"{reverse('settings:list')}#own")
