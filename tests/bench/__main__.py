"""`python -m tests.bench`: what the product reaches, beside limits measured in the same run."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
os.environ |= {
    "VAR_DIR": os.environ.get("BENCH_DIR", str(ROOT / "var" / "bench")),
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "EMAIL_URL": "",
    "MAILBOX_URL": "",
    "DEBUG": "",
    "SECRET_KEY": "known to everybody who reads it, and so to be used by the bench only",
    "DJANGO_SETTINGS_MODULE": "collections_app.settings",
}

import django  # noqa: E402 - reads the environment made above

django.setup()

from tests.bench.run import main  # noqa: E402

sys.exit(main())
