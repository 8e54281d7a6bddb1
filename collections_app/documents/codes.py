"""The scannable payment code (EPC069-12) as a drawing of horizontal strokes."""

from dataclasses import dataclass
from decimal import Decimal

from segno import QRCode
from segno.helpers import make_epc_qr

NAME_LIMIT = 70
REFERENCE_LIMIT = 140
QUIET = 4  # modules of white around it


@dataclass(frozen=True)
class Code:
    """A square of `size` modules with its quiet zone; `path` is the data of an SVG path."""

    size: int
    path: str


def epc_code(*, holder: str, iban: str, bic: str, amount: Decimal, reference: str) -> Code | None:
    """The code for one transfer in euro; None where the standard has no code for it."""
    name, bank = holder[:NAME_LIMIT], bic or None
    try:
        code = make_epc_qr(name, iban, amount, text=reference[:REFERENCE_LIMIT], bic=bank)
    except ValueError:  # too little, too much, or more bytes than the standard carries
        return None
    return _drawn(code)


def _drawn(code: QRCode) -> Code:
    strokes = [
        f"M{start + QUIET} {row + QUIET}.5h{length}"
        for row, modules in enumerate(code.matrix)
        for start, length in _runs(modules)
    ]
    return Code(len(code.matrix) + 2 * QUIET, "".join(strokes))


def _runs(modules: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand together."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(modules):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
