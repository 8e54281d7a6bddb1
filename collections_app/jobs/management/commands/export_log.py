"""The whole log as JSON lines: every communication exactly as it was sent or said."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from collections_app.communications.models import Communication

PAGE = 500


class Command(BaseCommand):
    help = "Writes one JSON object per communication, oldest first, to a file or the screen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, **options: Any) -> None:
        rows = (
            Communication.objects.select_related("company", "customer", "wording")
            .prefetch_related("attempts")
            .order_by("created_at", "pk")
        )
        lines = (_line(one) for one in rows.iterator(chunk_size=PAGE))
        if options["file"] is None:
            for line in lines:
                self.stdout.write(line)
            return
        try:
            with options["file"].open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
        except OSError as error:
            why = f"{options['file']} cannot be written: {error.strerror}."
            raise CommandError(why) from error


def _line(one: Communication) -> str:
    entry = {
        "id": one.pk,
        "company": one.company.legal_name,
        "customer": one.customer.number,
        "customer_name": one.customer.name,
        "channel": one.channel,
        "direction": one.direction,
        "purpose": one.purpose,
        "state": one.state,
        "mode": one.mode,
        "sender": one.sender,
        "recipient": one.recipient,
        "recipient_name": one.recipient_name,
        "created_at": one.created_at,
        "sent_at": one.sent_at,
        "by": one.by,
        "why": one.why,
        "reason": one.reason,
        "language": one.language,
        "wording": str(one.wording) if one.wording else "",
        "subject": one.subject,
        "text": one.text,
        "html": one.html,
        "pdf_sha256": one.pdf_sha256,
        "pdf_pages": one.pdf_pages,
        "lines": one.lines,
        "attempts": [
            {
                "number": attempt.number,
                "started_at": attempt.started_at,
                "outcome": attempt.outcome,
                "provider_id": attempt.provider_id,
                "reply": attempt.reply,
            }
            for attempt in one.attempts.all()
        ],
    }
    return json.dumps(entry, cls=DjangoJSONEncoder, ensure_ascii=False)
