"""The words of a mail that is HTML. Pure.

Whatever somebody sends costs time and memory in proportion to its size: a table is not drawn, each
of its cells is a block (a drawn one repeats its widest cell in every row), nothing is indented, and
no style is obeyed, which may ask for a million blank lines.
"""

from inscriptis import get_text
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_properties import Display
from inscriptis.model.attribute import Attribute, AttributeHandler
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement
from inscriptis.model.tag import CustomHtmlTagHandlerMapping

MOST_SIGNS = 300_000  # the words of an answer stand at the top
_TABLES = ("table", "tr", "td", "th")
_BLOCKS = (*_TABLES, "ul", "ol")


def words_of_html(html: str) -> str:
    return get_text(html[:MOST_SIGNS], _config())


def _config() -> ParserConfig:
    blocks = {name: HtmlElement(display=Display.block) for name in _BLOCKS}
    as_others: dict[str, None] = dict.fromkeys(_TABLES)
    config = ParserConfig(
        css=STRICT_CSS_PROFILE | blocks,
        custom_html_tag_handler_mapping=CustomHtmlTagHandlerMapping(as_others, as_others),
    )
    config.attribute_handler = _NoAttributes()
    return config


class _NoAttributes(Attribute):
    def __init__(self) -> None:
        self.attribute_mapping: dict[str, AttributeHandler] = {}
