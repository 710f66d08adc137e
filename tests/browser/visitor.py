"""Pages in a real browser, held against the rules: accessible, quiet, and within the width of any screen."""

from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser, Error, Locator, Page

from conference.config import PACKAGE

AXE = PACKAGE.parent / "node_modules" / "axe-core" / "axe.min.js"
#: Answers that are no pages.
FILES = (".ics", ".pdf", ".svg", ".txt", ".ico", ".json", ".xml", ".csv", ".xlsx")
#: The narrowest screen that a page must fit, in pixels.
NARROW = 320


def new_page(browser: Browser, url: str, *, width: int = NARROW, has_axe: bool = True) -> Page:
    """A page in a context of its own that brings axe: the site lets no stranger's script in."""
    context = browser.new_context(base_url=url, viewport={"width": width, "height": 844})
    if has_axe:
        context.add_init_script(path=AXE)
    return context.new_page()


def findings(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all its rules or by some."""
    only = {"runOnly": list(rules)} if rules else {}
    return list(page.evaluate(_RUN, {"resultTypes": ["violations"], **only}))


def findings_in_light_and_dark(page: Page) -> list[str]:
    """The same, and of the colours also what it finds in the dark."""
    found = findings(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark, {finding}" for finding in findings(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    return found


class Visitor:
    """A browser that notes everything a page should not do."""

    def __init__(self, browser: Browser, url: str, *, width: int = 1280, has_axe: bool = True) -> None:
        self.url, self.width = url, width
        self.page: Page = new_page(browser, url, width=width, has_axe=has_axe)
        self.complaints: list[str] = []
        self.page.on("console", lambda told: self.complaints.append(f"console: {told.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda request: self._check_address(request.url))

    def look(self, path: str) -> list[str]:
        """Open a page and hold it against the rules: narrow, with large letters, on a phone in the dark.

        Tells where its links lead.
        """
        try:
            self.page.goto(path)
        except Error as error:  # a file to keep is no page
            if "Download is starting" not in str(error):
                raise
            return []
        seen = self.page.evaluate(_SEEN)
        if self.width == NARROW:
            found = findings_in_light_and_dark(self.page)
        else:
            found = findings(self.page)
            self.page.set_viewport_size({"width": NARROW, "height": 844})
            seen["wide"] += self.page.evaluate(_SEEN)["wide"]
            self.page.set_viewport_size({"width": self.width, "height": 844})
        found += [f"scrolls sideways {how}" for how in seen["wide"]]
        self.complaints += [f"{path}: {finding}" for finding in found]
        here = [link for link in seen["links"] if link.startswith(f"{self.url}/")]
        return [link.removeprefix(self.url).split("#")[0] for link in here]

    def walk(self, app: Flask, start: str) -> set[str]:
        """Look at every page below this one that links lead to, one of each kind; tells which kinds."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            kind = _endpoint_of(app, path)
            if kind in seen or path.endswith(FILES):
                continue
            seen.add(kind)
            waiting += [
                link
                for link in self.look(path)
                if link.startswith(start) and _is_english(link) == _is_english(start)
            ]
        return seen

    def _check_address(self, address: str) -> None:
        if not address.startswith(f"{self.url}/"):
            self.complaints.append(f"asks elsewhere: {address}")


@dataclass
class Phone:
    """A small phone on its way through many pages, which looks at every one that it comes to."""

    page: Page
    #: What stands on the pages, in its language.
    words: dict[str, str]
    #: Kinds of page that axe has looked at; None where it has seen them all in another language.
    seen: set[str] | None = field(default_factory=set)

    def press(self, word: str) -> None:
        self.go(self.page.get_by_role("button", name=self.words[word], exact=True))

    def follow(self, word: str) -> None:
        self.go(self.page.get_by_role("link", name=self.words[word], exact=True).first)

    def fill(self, word: str, text: str) -> None:
        self.page.get_by_label(self.words[word]).first.fill(text)

    def go(self, way: Locator) -> None:
        """Look at the page that this leads to, once it is there."""
        with self.page.expect_navigation():
            self.take(way)
        self.look()

    def take(self, way: Locator) -> None:
        way.click()

    def look(self) -> None:
        """The page fits, and has no finding."""
        seen = self.page.evaluate(_SEEN)
        assert seen["wide"] == [], self.page.url
        if self.seen is not None and seen["kind"] not in self.seen:
            self.seen.add(seen["kind"])
            assert findings_in_light_and_dark(self.page) == [], self.page.url


class Keyboard(Phone):
    """The same, with a keyboard and nothing else."""

    def take(self, way: Locator) -> None:
        press(self.page, way, "Enter")

    def write(self, name: str, text: str) -> None:
        press(self.page, self.page.locator(f"[name={name}]"), "Control+A")
        self.page.keyboard.type(text)


def press(page: Page, wanted: Locator, key: str) -> None:
    """Go there by the tabulator, and press a key."""
    goal = wanted.element_handle()  # found once: to look for a role reads the whole page
    for _step in range(60):
        if goal.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            page.wait_for_load_state()
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No way by keyboard to {wanted}")


def _is_english(path: str) -> bool:
    return path.startswith("/en/")


def _endpoint_of(app: Flask, path: str) -> str:
    plain = path.partition("?")[0]
    if _is_english(plain):
        plain = plain.removeprefix("/en")
    endpoint, _ = app.url_map.bind("localhost").match(plain)
    return str(endpoint)


#: Told in few words, since the whole result takes as long to hand over as to find.
_RUN = """async (options) => (await axe.run(document, options)).violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))"""

#: How the page is too wide, where its links lead, and what one kind of page has and another has not.
_SEEN = """() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isTooWide = () => root.scrollWidth > root.clientWidth;
  const wide = isTooWide() ? [`at ${innerWidth} pixels`] : [];
  root.style.fontSize = "125%";
  if (isTooWide()) wide.push(`at ${innerWidth} pixels with letters twice as large`);
  root.style.fontSize = "";
  const telling = "h1, h2, fieldset, form, details[open], img";
  const boxes = ".alert, .form-error, .rows, .wishes, .members, .ticket";
  const kind = all(`${telling}, ${boxes}`).map(({ tagName, className }) => tagName + className).join();
  return { wide, kind, links: all("a[href]").map(({ href }) => href) };
}"""
