"""Show a company's ladder, and switch its optional levels on or off."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.companies.queries import company_named
from collections_app.dunning.changing import CannotChangePolicy, change_policy
from collections_app.dunning.choices import Track
from collections_app.dunning.facts import IS_ON
from collections_app.dunning.models import Level, Policy

BY = "command"


class Command(BaseCommand):
    help = (
        "Shows the levels of a company's policy; --on and --off switch one of them, as in "
        '`policy "Talbruck GmbH" --on third_notice`.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("company", help="its legal name or number")
        parser.add_argument("--on", action="append", default=[], metavar="LEVEL")
        parser.add_argument("--off", action="append", default=[], metavar="LEVEL")

    def handle(self, **options: Any) -> None:
        try:
            company = company_named(options["company"])
            with transaction.atomic():
                self._switch(company, options)
        except (Company.DoesNotExist, CannotChangePolicy) as error:
            raise CommandError(str(error)) from error
        for policy in company.policies.order_by("segment"):
            self.stdout.write(f"{company}: {policy}")
            for level in policy.in_order:
                self.stdout.write(f"  {_described(level)}")

    def _switch(self, company: Company, options: dict[str, Any]) -> None:
        policy = Policy.objects.get(company=company, segment="")
        wanted = dict.fromkeys(options["on"], True) | dict.fromkeys(options["off"], False)
        edits = {key: {IS_ON: is_on} for key, is_on in wanted.items()}
        if edits:
            change_policy(policy=policy, edits=edits, by=BY, at=timezone.now())


def _described(level: Level) -> str:
    state = "on " if level.is_on else "off"
    parts = [f"{level.key:14} {state}  {_when(level)}"]
    if level.after_call_rounds:
        parts.append(f"after {level.after_call_rounds} call rounds")
    if level.gap_days:
        parts.append(f"gap {level.gap_days} days")
    if level.pay_by_days:
        parts.append(f"asks for payment within {level.pay_by_days} days")
    if level.minimum:
        parts.append(f"only above {level.minimum:.2f}")
    if level.needs_approval:
        parts.append("needs approval")
    return ", ".join([*parts, f"by {', '.join(level.channels)}"])


def _when(level: Level) -> str:
    if level.track == Track.THANKS:
        return "once all is paid"
    if level.track == Track.COURTESY:
        return f"{level.before_due_days} days before the due date"
    days = "business days" if level.counts_business_days else "days"
    return f"{level.after_due_days} {days} after the due date"
