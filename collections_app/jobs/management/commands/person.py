"""Let a person in: the first one by a link, others with a role for one or more companies."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.companies.queries import company_named
from collections_app.jobs.first_person import first_link
from collections_app.users.actions import CannotAdmit, add_companies, admit, set_email
from collections_app.users.choices import Role
from collections_app.users.models import User

BY = "command"
SOMEBODY_IS_IN = (
    "Somebody has a log-in already: an administrator invites the others. Where none can get in, "
    "say a new log-in, a name, --role administrator and a --company."
)


class Command(BaseCommand):
    help = (
        "Makes a log-in and prints its password once: "
        '`person ada "Ada Lovell" --role manager --company "Talbruck GmbH"`. '
        "Who has a log-in already works for the company too. Without a name: prints the link for "
        "the first administrator, as long as nobody has a log-in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?", help="what is typed to log in")
        parser.add_argument("name", nargs="?", help="first and last name, as the log shows it")
        parser.add_argument("--email", default="", help="where mails to them go, test mails too")
        parser.add_argument("--role", choices=Role.values, default=Role.CLERK.value)
        parser.add_argument("--team", default="", help="whose customers the queue calls our own")
        parser.add_argument(
            "--company", action="append", default=[], help="its legal name or number; repeatable"
        )

    def handle(self, **options: Any) -> None:
        if not options["username"]:
            self.stdout.write(first_link(at=timezone.now()) or SOMEBODY_IS_IN)
            return
        if not (options["name"] and options["company"]):
            raise CommandError("Say the first and last name, and for which --company.")
        try:
            companies = [company_named(one) for one in options["company"]]
            known = User.objects.filter(username=options["username"]).first()
            said = _add(known, companies) if known else _admit(options, companies)
            if known and options["email"]:
                set_email(user=known, email=options["email"], by=BY, at=timezone.now())
        except (Company.DoesNotExist, CannotAdmit) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(said)


def _admit(options: dict[str, Any], companies: list[Company]) -> str:
    user, password = admit(
        username=options["username"],
        name=options["name"],
        role=options["role"],
        team=options["team"],
        email=options["email"],
        companies=companies,
        by=BY,
        at=timezone.now(),
    )
    return f"Log in as {user.username} with {password} ({user.role})"


def _add(user: User, companies: list[Company]) -> str:
    add_companies(user=user, companies=companies, by=BY, at=timezone.now())
    names = " and ".join(one.legal_name for one in companies)
    return (
        f"{user.username} has a log-in and works for {names} too; "
        "password, role and team are as before."
    )
