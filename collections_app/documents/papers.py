"""What letters are printed on; where things lie on a paper stands in its stylesheet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """`rows`: how many lines of an address its window shows, in each size of type."""

    key: str
    rows: dict[str, int]

    @property
    def stylesheet(self) -> str:
        return f"letters/{self.key}.css"


DIN_ROWS = {"roomy": 5, "tight": 7, "tightest": 8}  # 27.3 mm under the return address
PAPERS = {
    one.key: one
    for one in (
        Paper("din_5008_b", DIN_ROWS),
        Paper("din_5008_a", DIN_ROWS),
        Paper("us_letter", {"roomy": 4, "tight": 5, "tightest": 6}),  # 19 mm that always show
    )
}
DEFAULT_PAPER, DEFAULT_COLOUR = "din_5008_b", "#0b6170"
