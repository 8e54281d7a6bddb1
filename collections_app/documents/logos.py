"""A logo from anybody's disk becomes a picture of ours: drawn anew, nothing else kept."""

import io
import warnings

from PIL import Image

KINDS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_BYTES = 4 << 20
MOST_PIXELS = 25_000_000
LARGEST = (1200, 360)  # pixels: 60 by 14 mm at 500 dots an inch
LARGEST_IN_MAIL = (520, 88)  # pixels: shown at half of it, so that it is sharp
WIDE = 2.0  # times as wide as high: it holds the name


class CannotUse(Exception):
    """The file is no picture that can stand on a letter; says why."""


def logo_png(content: bytes) -> bytes:
    """The picture alone, on white and cut to what is drawn, at most LARGEST; as PNG."""
    if len(content) > MOST_BYTES:
        raise CannotUse(f"The file is larger than {MOST_BYTES >> 20} MB: choose a smaller one.")
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=KINDS) as opened:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if opened.width * opened.height > MOST_PIXELS:
                raise CannotUse("The picture has too many pixels: choose a smaller one.")
            return _drawn_anew(opened)
    except CannotUse:
        raise
    except Exception as error:
        # Whatever a file does to the reader of pictures, it is no logo.
        raise CannotUse("This is no picture: a logo is a PNG, JPEG, WebP or GIF file.") from error


def is_wide(png: bytes) -> bool:
    """Whether it is a word mark, beside which the name would be said twice."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
        return opened.width >= WIDE * opened.height


def smaller(png: bytes) -> bytes:
    """A logo of ours as mails carry it, at most LARGEST_IN_MAIL."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
        picture = opened.convert("RGB")
        picture.thumbnail(LARGEST_IN_MAIL)
    return _as_png(picture)


def _drawn_anew(opened: Image.Image) -> bytes:
    picture = opened.convert("RGBA")
    picture = picture.crop(picture.getbbox() or (0, 0, 1, 1))
    picture.thumbnail(LARGEST)
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture)
    return _as_png(paper)


def _as_png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
