"""The page in a real Chromium: `make test-html`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.html.pages import page
from wizard.reports.html import html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.html
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CONTRAST = """() => {
  const linear = (c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const shine = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const box = document.createElement("div");
  document.body.append(box);
  const style = getComputedStyle(box), page = shine(getComputedStyle(document.body).backgroundColor);
  const found = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => {
    box.className = "colour" + i;
    return contrast(shine(style.backgroundColor), shine(style.color));
  });
  for (const name of [".why", "#path button", "#rows button"]) {
    found.push(contrast(page, shine(getComputedStyle(document.querySelector(name)).color)));
  }
  return Math.min(...found);
}"""
Opened = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is missing; type: sudo apt-get install chromium", pytrace=False)
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Opens the page from disk. At the end: no error was told, nothing foreign ran, the network was not asked."""
    (tmp_path / "report.html").write_text(html(page()), encoding="utf-8")
    pages: list[Page] = []
    told: list[str] = []
    asked: list[str] = []

    def open_(**settings: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 1000}, **settings})  # type: ignore[arg-type]
        context.set_default_timeout(120_000)  # milliseconds: machines that build images are busy
        made = context.new_page()
        made.on("console", lambda message: told.append(message.text))
        made.on("pageerror", lambda error: told.append(str(error)))
        made.on("dialog", lambda dialog: told.append(dialog.message))
        made.on("request", lambda request: asked.append(request.url))
        made.goto((tmp_path / "report.html").as_uri())
        pages.append(made)
        return made

    yield open_
    assert told == []
    assert [url for url in asked if not url.startswith("file:")] == []
    assert all(made.evaluate("window.hacked") is None for made in pages)
    for made in pages:
        made.context.close()


def cells(view: Page) -> Locator:
    return view.locator("#map > .cell")


def here(view: Page) -> str:
    return view.locator("#path button").last.inner_text()


def first_row(view: Page) -> str:
    return view.locator("#rows th").first.inner_text()


def test_it_is_there_within_a_second(opened: Opened) -> None:
    view = opened()
    milliseconds = int(view.locator("html").get_attribute("data-interactive") or "9999")
    assert milliseconds <= 1000
    assert view.title().startswith("hello: 50.0 MB <b>")


def test_the_map_opens_part_by_part_with_the_keyboard(opened: Opened) -> None:
    view = opened()
    assert here(view) == "hello<b>"
    cells(view).first.focus()
    view.keyboard.press("Enter")
    assert here(view) == "engine"
    assert view.evaluate("document.activeElement.className").startswith("cell"), "the focus stays in the map"
    before = view.evaluate("document.activeElement.getAttribute('aria-label')")
    view.keyboard.press("ArrowRight")
    after = view.evaluate("document.activeElement.getAttribute('aria-label')")
    assert before.startswith("image heap")
    assert after.startswith("code")
    view.keyboard.press("Enter")
    assert here(view) == "code"
    view.keyboard.press("Escape")
    view.keyboard.press("Backspace")
    assert here(view) == "hello<b>"


def test_tab_passes_the_map_in_one_step(opened: Opened) -> None:
    view = opened()
    cells(view).first.focus()
    view.keyboard.press("Enter")
    view.keyboard.press("ArrowRight")
    now = view.evaluate("document.activeElement.getAttribute('aria-label')")
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.id") == "search"
    view.keyboard.press("Shift+Tab")
    assert view.evaluate("document.activeElement.getAttribute('aria-label')") == now, "back where it was"


def test_the_whole_page_can_be_walked_with_tab(opened: Opened) -> None:
    view = opened()
    seen = set()
    for _ in range(40):
        view.keyboard.press("Tab")
        seen.add(view.evaluate("document.activeElement.id || document.activeElement.closest('[id]')?.id"))
    assert {"theme", "path", "map", "search", "rows"} <= seen


def test_the_mouse_opens_what_it_points_at(opened: Opened) -> None:
    view = opened()
    view.locator("#map .inner", has_text="GraalPy").last.click(position={"x": 4, "y": 4})
    assert here(view) in {"GraalPy", "objects"}
    view.locator("#path button").first.click()
    assert here(view) == "hello<b>"


def test_the_table_sorts_and_finds(opened: Opened) -> None:
    view = opened()
    assert "texts" in first_row(view), "the largest first"
    view.locator("th[data-key=n] button").focus()
    view.keyboard.press("Enter")
    assert view.locator("th[data-key=n]").get_attribute("aria-sort") == "ascending"
    names = view.locator("#rows th").all_inner_texts()
    assert names == sorted(names, key=str.lower)
    view.keyboard.press("Enter")
    assert view.locator("th[data-key=n]").get_attribute("aria-sort") == "descending"
    view.locator("#search").fill("hacked")
    assert view.locator("#rows tr").count() == 2
    assert "<img src=x" in view.locator("#rows").inner_text()
    view.locator("#search").fill("module")
    assert view.locator("#count").inner_text().startswith("2000 parts")


def test_light_and_dark_by_the_system_and_by_the_switch(opened: Opened) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light, dark = opened(color_scheme="light"), opened(color_scheme="dark")
    bright, dim = light.evaluate(background), dark.evaluate(background)
    assert bright != dim
    for _ in range(2):
        light.locator("#theme").click()
    assert light.locator("#theme").inner_text() == "Colours: dark"
    assert light.evaluate(background) == dim
    light.reload()
    assert light.evaluate(background) == dim, "it is remembered"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_every_colour(scheme: str, opened: Opened) -> None:
    """A contrast of 4.5 to 1, as WCAG AA asks for."""
    view = opened(color_scheme=scheme)
    worst = view.evaluate(CONTRAST)
    assert worst >= 4.5


@pytest.mark.parametrize("width", [320, 400, 800, 1400])
def test_nothing_sticks_out(width: int, opened: Opened) -> None:
    view = opened(viewport={"width": width, "height": 800})
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert cells(view).count() == 2


def test_the_map_fills_its_place_without_overlaps(opened: Opened) -> None:
    view = opened()
    cells(view).first.click(position={"x": 5, "y": 5})
    boxes = view.evaluate("""() => [...document.querySelectorAll('#map > .cell')].map((cell) => {
      const r = cell.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom];
    })""")
    area = view.evaluate(
        "(() => { const m = document.getElementById('map'); return m.clientWidth * m.clientHeight; })()"
    )
    assert sum((right - left) * (bottom - top) for left, top, right, bottom in boxes) > 0.97 * area
    for i, one in enumerate(boxes):
        for two in boxes[:i]:
            across, down = (min(one[k + 2], two[k + 2]) - max(one[k], two[k]) for k in (0, 1))
            assert across <= 0.5 or down <= 0.5


def test_without_scripts_it_is_a_table(opened: Opened) -> None:
    view = opened(java_script_enabled=False)
    assert view.locator(".without-script table").is_visible()
    assert not view.locator("#map").is_visible()
