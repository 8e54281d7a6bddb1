"""Where PDFs are kept: by their content's hash, written whole or not at all."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings


def keep(content: bytes, suffix: str = ".pdf") -> tuple[str, str]:
    """Store the bytes; their path below MEDIA_ROOT and their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"sent/{digest[:2]}/{digest}{suffix}"
    target = Path(settings.MEDIA_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    # Removed when the block is left, unless it has its own name by then.
    with tempfile.NamedTemporaryFile(dir=target.parent, delete_on_close=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        Path(file.name).replace(target)
    return name, digest


def read(name: str) -> bytes:
    """The bytes kept under this path."""
    return (Path(settings.MEDIA_ROOT) / name).read_bytes()


def file_name(number: str) -> str:
    """An invoice's number as every disk takes it."""
    return re.sub(r"[^\w.-]+", "_", number, flags=re.ASCII).strip("._") or "invoice"


def size_of(name: str) -> int:
    """In bytes."""
    return (Path(settings.MEDIA_ROOT) / name).stat().st_size


def is_intact(name: str) -> bool:
    """Whether the file is there and its content is what its name says."""
    try:
        with (Path(settings.MEDIA_ROOT) / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == Path(name).stem
    except OSError:
        return False
