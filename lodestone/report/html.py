"""A page as one HTML file that needs nothing beside it: style, script, plots and pictures are inside.

Text is escaped by Jinja wherever it stands, and the page forbids the browser to fetch anything or to run any script but
its own (a content security policy that knows it by its hash), so that text from outside can do no harm.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from lodestone.report.document import Page
from lodestone.report.words import printable

_FOLDER = Path(__file__).with_name("templates")
_COLOURS = 6
"""That the style has for evaluations side by side."""
_SHAPES = ("M0-7 7 0 0 7-7 0z", "M-6-6H6V6H-6z", "M0-7 7 6H-7z", "M0 7-7-6H7z", "M-6-6 6 6M6-6-6 6", "M0-7V7M-7 0H7")
"""Of published figures, a method each: diamond, square, triangles, crosses."""


def to_html(page: Page) -> str:
    """Return a page as HTML."""
    style, script = (_FOLDER / "page.css").read_text("utf-8"), (_FOLDER / "page.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )
    own: dict[str, Any] = {"policy": policy, "style": Markup(style), "script": Markup(script)}
    return _environment().get_template("page.html.jinja").render(page=page, **own)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_cleaned,
    )
    environment.filters |= {"data_url": _data_url, "place": _place, "breakable": _breakable}
    environment.tests["a"] = lambda block, kind: type(block).__name__ == kind
    environment.globals |= {"shapes": _SHAPES, "colours": _COLOURS}
    return environment


def _cleaned(value: object) -> object:
    """Return text from outside without what no page should hold."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _data_url(data: bytes, kind: str) -> Markup:
    return Markup("data:{};base64,{}").format(kind, base64.b64encode(data).decode())


def _breakable(text: str) -> Markup:
    """Return text that may go on in another line behind each underscore, as long names have no better place."""
    return Markup(str(escape(printable(text))).replace("_", "_<wbr>"))


def _place(share: float) -> str:
    """Return a place on an axis as the attribute of an element."""
    return f"{100 * share:.2f}%"
