"""A printed page: where its words stand, in millimetres from its left and top, and how it looks."""

from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Placed:
    """One line of text and the box of its ink."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def lies_in(self, box) -> bool:
        left, top, right, bottom = box
        across = left <= self.left and self.right <= right
        return across and top <= self.top and self.bottom <= bottom

    def touches(self, box) -> bool:
        left, top, right, bottom = box
        across = self.left < right and left < self.right
        return across and self.top < bottom and top < self.bottom


def placed_on(pdf: bytes, page: int = 0) -> list[Placed]:
    """Every piece of text on that page."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        words = sheet.get_textpage()
        boxes = [words.get_rect(number) for number in range(words.count_rects())]
        return [_placed(words, box, sheet.get_height()) for box in boxes]


def size_of(pdf: bytes) -> tuple[float, float]:
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(side / MM for side in document[0].get_size())


def _placed(words, box, height) -> Placed:
    left, bottom, right, top = box
    text = words.get_text_bounded(*box).strip()
    return Placed(text, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)


def marks_on(pdf: bytes) -> list[float]:
    """How far from the top each stroke lies that stands left of all words, as fold marks do."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[0]
        found = []
        for one in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            _, _, right, top = one.get_bounds()
            if right / MM < 15:
                found.append((sheet.get_height() - top) / MM)
        return found


def picture_of(pdf: bytes, page: int = 0, dots_an_inch: int = 150):
    """The page as a camera sees it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dots_an_inch / 72).to_pil()
