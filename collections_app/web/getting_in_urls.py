"""The addresses of getting in and of one's own log-in."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path, re_path

from collections_app.web import log_in, second_factor

# The names are those by which allauth finds its own pages.
urlpatterns = [
    path("log-in/", log_in.LogIn.as_view(), name="account_login"),
    path("log-in/code/", factor.authenticate, name="mfa_authenticate"),
    path("log-out/", account.logout, name="account_logout"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/new/", log_in.reset, name="account_reset_password"),
    path("password/new/asked/", log_in.reset_asked, name="account_reset_password_done"),
    path("password/new/done/", log_in.set_anew_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        log_in.set_anew,
        name="account_reset_password_from_key",
    ),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/set-up/", second_factor.SetUp.as_view(), name="mfa_activate_totp"),
    path("second-factor/remove/", second_factor.Remove.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
