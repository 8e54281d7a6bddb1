"""SMS: the alphabet that a text needs, and how many segments it takes (GSM 03.38)."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
# Typographic signs that would double the price of the whole text.
_PLAINER = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "\xa0": " "}
)

# A phone reads "vencio" as it reads "venció": these letters would more than double the price.
_BARE = str.maketrans("áíóúÁÍÓÚ", "aiouAIOU")


# What phones turn into a link: a scheme, www., or a name with a path behind it.
_LINK = re.compile(
    r"(?:https?://|www\.)([^\s/?#]+)|(?<![@\w.-])((?:[\w-]+\.)+[a-z]{2,})(?=/)", re.IGNORECASE
)


@dataclass(frozen=True)
class Segments:
    """What is paid for: `units` are septets of GSM-7 or 16-bit units of UCS-2."""

    encoding: str  # GSM-7 or UCS-2
    units: int
    count: int

    @property
    def room(self) -> int:
        """What as many segments hold."""
        alone, chained = (160, 153) if self.encoding == "GSM-7" else (70, 67)
        return alone if self.count == 1 else chained * self.count


def sms_text(text: str) -> str:
    """One line, with plain signs and letters where that keeps a text in the cheaper alphabet."""
    plain = " ".join(text.translate(_PLAINER).split())
    bare = plain.translate(_BARE)
    return bare if _is_cheap(bare) else plain


def foreign_links(text: str, own: Collection[str]) -> list[str]:
    """The hosts of links that are none of these domains: carriers block what is shortened."""
    hosts = [(one or other).lower() for one, other in _LINK.findall(text)]
    return [host for host in hosts if not any(_is_in(host, domain) for domain in own if domain)]


def _is_in(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def segments(text: str) -> Segments:
    """160 or 70 units alone, 153 or 67 in a chain; a pair is never split between two."""
    if _is_cheap(text):
        widths = [2 if sign in _EXTENDED else 1 for sign in text]
        return Segments("GSM-7", sum(widths), _count(widths, 160, 153))
    widths = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return Segments("UCS-2", sum(widths), _count(widths, 70, 67))


def _is_cheap(text: str) -> bool:
    return set(text) <= _BASIC | _EXTENDED


def _count(widths: list[int], alone: int, chained: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > chained:
            count, used = count + 1, 0
        used += width
    return count
