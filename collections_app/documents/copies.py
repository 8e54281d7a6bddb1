"""What may be kept as the copy of an invoice: a PDF that opens, exactly as it was issued."""

import io

MOST_BYTES = 5 << 20


class CannotKeep(Exception):
    """The file is no PDF that a customer could open; says why."""


def check_copy(content: bytes) -> None:
    """It is not drawn anew: what was issued may be signed, or carry its figures as data."""
    import pikepdf

    if len(content) > MOST_BYTES:
        raise CannotKeep(f"larger than {MOST_BYTES >> 20} MB, too much for a mail")
    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            pages, is_locked = len(opened.pages), opened.is_encrypted
    except pikepdf.PasswordError as error:
        raise CannotKeep("locked with a password") from error
    except pikepdf.PdfError as error:
        raise CannotKeep("no PDF that opens") from error
    if is_locked or not pages:
        raise CannotKeep("locked" if is_locked else "a PDF without a page")
