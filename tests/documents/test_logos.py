"""What may stand as a logo on a letter, and what is left of the file."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from collections_app.documents.colours import check_colour, contrast_with_white
from collections_app.documents.logos import LARGEST, CannotUse, is_wide, logo_png
from collections_app.lib.files import keep
from tests.communications.messages import COMPANY, letter, replace
from tests.documents.places import picture_of, placed_on

RED = (200, 20, 30)


def a_file(kind="PNG", size=(300, 300), mode="RGB", colour=RED, **saved):
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **saved)
    return written.getvalue()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_any_usual_picture_becomes_a_plain_png(kind):
    drawn = Image.open(io.BytesIO(logo_png(a_file(kind))))

    assert (drawn.format, drawn.mode, drawn.size) == ("PNG", "RGB", (300, 300))


def test_nothing_but_the_picture_is_kept():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "canary")
    content = a_file(pnginfo=told) + b"<script>canary</script>"

    assert b"canary" in content
    assert b"canary" not in logo_png(content)


def test_what_shines_through_is_white_and_empty_edges_are_cut():
    clear = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    clear.paste((*RED, 255), (100, 150, 300, 250))
    written = io.BytesIO()
    clear.save(written, "PNG")

    drawn = Image.open(io.BytesIO(logo_png(written.getvalue())))

    assert (drawn.size, drawn.getpixel((0, 0))) == ((200, 100), RED)


def test_a_large_picture_is_made_smaller():
    drawn = Image.open(io.BytesIO(logo_png(a_file(size=(4000, 900)))))

    assert drawn.size[0] <= LARGEST[0] and drawn.size[1] <= LARGEST[1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (b"%PDF-1.7", "no picture"),
        (a_file("BMP"), "no picture"),
        (a_file(size=(6000, 6000), mode="1", colour=1), "too many pixels"),
        (b"x" * (5 << 20), "larger than 4 MB"),
    ],
    ids=["empty", "SVG", "PDF", "BMP", "bomb", "heavy"],
)
def test_what_is_no_picture_is_refused_with_the_reason(content, why):
    with pytest.raises(CannotUse, match=why):
        logo_png(content)


def test_a_mark_stands_beside_the_name_and_a_word_mark_in_its_place():
    mark, words = logo_png(a_file(size=(100, 100))), logo_png(a_file(size=(400, 100)))

    assert not is_wide(mark) and is_wide(words)
    assert name_on(letter_with(mark)) == 1
    assert name_on(letter_with(words)) == 0


def letter_with(png):
    logo, _ = keep(png, suffix=".png")
    return letter(company=replace(COMPANY, logo=logo))


def name_on(pdf):
    """How often the company's name stands above everything else."""
    top = [one.text for one in placed_on(pdf) if one.top < 40]
    return len([text for text in top if text == COMPANY.legal_name])


def test_the_letter_shows_the_logo_where_letters_have_it():
    picture = picture_of(letter_with(logo_png(a_file(size=(100, 100)))))
    a_millimetre = picture.width / 210

    found = picture.getpixel((round(30 * a_millimetre), round(20 * a_millimetre)))

    assert found == pytest.approx(RED, abs=3)


def test_the_letter_has_the_companys_colour():

    picture = picture_of(letter(company=replace(COMPANY, colour="#702459")))

    shades = {colour for _, colour in picture.crop((150, 50, 700, 200)).getcolors(1 << 20)}

    assert (0x70, 0x24, 0x59) in shades


@pytest.mark.parametrize("colour", ["#0b6170", "#000000", "#702459", "#767676"])
def test_a_dark_colour_is_taken(colour):
    check_colour(colour)

    assert contrast_with_white(colour) >= 4.5


@pytest.mark.parametrize(
    "colour", ["#777777", "#ffff00", "red", "#0b617", "#0B6170;}", "url(x)", "#0b6170\n"]
)
def test_a_light_colour_and_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValidationError):
        check_colour(colour)
