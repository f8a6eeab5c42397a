"""Reads what was written, with parsers that are not ours: HTML with Python's, Markdown with markdown-it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt

VOID = {"wbr", "meta", "img", "br", "hr", "link", "input"}
URLS = ("href", "src", "poster", "srcset", "data", "action", "xlink:href", "formaction", "background")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: list["Element"] = field(default_factory=list)
    parts: list["str | Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, *tags: str) -> list["Element"]:
        """Elements of some kinds below this one, of every kind if none is given."""
        found = []
        for child in self.children:
            found += [child] if not tags or child.tag in tags else []
            found += child.all(*tags)
        return found


class Reader(HTMLParser):
    """Builds a tree, and refuses tags that do not close what is open."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        assert len(attrs) == len(element.attributes), f"<{tag}> has an attribute twice"
        self.open[-1].children.append(element)
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].parts.append(data)


def read(html: str) -> Element:
    """The elements of a page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    return reader.root


def read_markdown(text: str) -> Element:
    """The elements that a page becomes where raw HTML, tables and bare addresses are read as such."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    return read(reader.render(text))


def tables(root: Element) -> list[list[list[str]]]:
    """Tables of a page, as rows of cells; the first row is the heading."""
    return [
        [[" ".join(cell.text.split()) for cell in row.children] for row in table.all("tr")]
        for table in root.all("table")
    ]
