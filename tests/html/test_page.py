"""The page as text: what is foreign stays text, and it needs nothing else."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from tests.html.pages import HOSTILE, attribution, page
from wizard.reports.html import html

VOID = {"meta", "link", "br", "input", "img"}


class Elements(HTMLParser):
    """Every element with its attributes, and the text that people read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.inside):
            self.text += data


@pytest.fixture(scope="module")
def text() -> str:
    return html(page())


@pytest.fixture(scope="module")
def elements(text: str) -> Elements:
    parser = Elements()
    parser.feed(text)
    return parser


def test_it_needs_nothing_else(elements: Elements, text: str) -> None:
    assert not [tag for tag, _ in elements.found if tag in {"img", "iframe", "object", "embed", "base", "form", "link"}]
    assert not [
        value for _, attributes in elements.found for name, value in attributes.items() if name in {"src", "href"}
    ]
    assert not re.search(r"@import|url\(", text)
    assert "default-src 'none'" in text


def test_foreign_text_stays_text(elements: Elements, text: str) -> None:
    assert [tag for tag, _ in elements.found].count("script") == 2
    assert "<b>bold</b>" in elements.text
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.encode()


def test_the_data_is_json_that_adds_up(text: str) -> None:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    tree = json.loads(found[1])["tree"]
    names: list[str] = []

    def sums(node: dict[str, object]) -> int:
        children = node.get("c", [])
        size = node["s"]
        assert isinstance(size, int)
        assert isinstance(children, list)
        names.append(str(node["n"]))
        assert not children or size == sum(sums(child) for child in children)
        return size

    assert sums(tree) == attribution().size
    assert HOSTILE[0] in names


def test_it_is_small_however_many_files_there_are() -> None:
    assert len(html(page(30_000)).encode()) <= 500_000


def test_a_list_of_the_parts_is_there_without_scripts(elements: Elements) -> None:
    assert "image heap" in elements.text
    assert "57.8%" in elements.text, "its texts"
