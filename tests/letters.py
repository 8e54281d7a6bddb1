"""The first letter as a picture, in each language and on each paper: `python -m tests.letters`."""

import os
import sys
from pathlib import Path

import django

LOOKS = {"din_5008_b": 3, "din_5008_a": 3, "us_letter": 40}  # paper, invoices on it


def main(folder: Path) -> None:
    """Needs no database: what a letter says is given."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")
    django.setup()
    from collections_app.lib.languages import SPOKEN
    from tests.communications.messages import COMPANY, a_line, letter, lines, replace
    from tests.documents.places import picture_of

    folder.mkdir(parents=True, exist_ok=True)
    three = [a_line("TI-26-0344"), a_line("TI-26-0351", "6212.60"), a_line("TI-26-0362", "2220.00")]
    for language in SPOKEN:
        for paper, count in LOOKS.items():
            told = {"lines": three if count == 3 else lines(count)}
            pdf = letter(language=language, company=replace(COMPANY, paper=paper), **told)
            for page in range(1 if count == 3 else 2):
                name = f"first-letter-{language}-{paper.replace('_', '-')}-{page + 1}.png"
                picture_of(pdf, page, 110).quantize(32).save(folder / name, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/letters"))
