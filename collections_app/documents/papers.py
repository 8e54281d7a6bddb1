"""What letters are printed on; where things lie on a paper stands in its stylesheet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """`rows`: how many lines of an address its window shows, in each size of type."""

    stylesheet: str
    size: str  # as CSS names it
    rows: dict[str, int]


DIN_ROWS = {"roomy": 5, "tight": 7, "tightest": 8}  # 27.3 mm under the return address
LETTER_ROWS = {"roomy": 4, "tight": 5, "tightest": 6}  # 19 mm that always show
PAPERS = {
    "din_5008_b": Paper("letters/din_5008_b.css", "A4", DIN_ROWS),
    "din_5008_a": Paper("letters/din_5008_a.css", "A4", DIN_ROWS),
    "us_letter": Paper("letters/us_letter.css", "letter", LETTER_ROWS),
}
DEFAULT_PAPER, DEFAULT_COLOUR = "din_5008_b", "#0b6170"
