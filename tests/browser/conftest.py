"""A real Chromium with a camera that sees what a test shows it.

A test here costs what it starts and what it lets axe read. A new page that links lead to is looked at by
`test_pages.py` already, once the demo's story has something on it. One of its own is a path in a file's
`PATHS`, given to `Visitor.look`. A new file starts one server for all its tests: `live`, emptied for each,
where they write; a `site` by `serve_all` on a database that is filled once, where they read. What a press
leads to is waited for (`expect`, `expect_navigation`). Words, refusals and rules are tried without a
browser, at a thousandth of the cost.
"""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import qrcode
from playwright.sync_api import Browser, BrowserContext, expect

#: A busy machine may take long; what takes too long in earnest is measured.
expect.set_options(timeout=15_000)

CHROMIUM = shutil.which("chromium")
#: Chromium without its own windows, at two thirds of the cost.
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
_LOG = logging.getLogger(__name__)
WIDTH, HEIGHT, FRAMES = 640, 480, 5


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the tests of this folder cannot run, and say so."""
    if CHROMIUM is None:
        missing = pytest.mark.skip(reason="Chromium is missing: apt-get install chromium")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(missing)


@pytest.fixture(autouse=True)
def _nobody_stays(browser: Browser) -> Iterator[None]:
    """Every page is closed when its test ends; open ones would take the next tests' time."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No page throws what nobody catches; what it tells the console is told with a test that fails."""
    wrong: list[str] = []
    new = Browser.new_context

    def listened(browser: Browser, **options: Any) -> BrowserContext:
        context = new(browser, **options)
        context.on("weberror", lambda thrown: wrong.append(thrown.error.stack or str(thrown.error)))
        context.on("console", lambda said: _LOG.warning("%s %s", said.text, said.location))
        return context

    monkeypatch.setattr(Browser, "new_context", listened)
    yield
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="session")
def camera_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film that the fake camera plays."""
    file = tmp_path_factory.mktemp("camera") / "film.y4m"
    _film(file, "nothing yet")
    return file


@pytest.fixture
def show(camera_file: Path) -> Callable[..., None]:
    """Hold QR codes before the camera in turn; a page sees them from its next start of the camera on."""
    return lambda *texts: _film(camera_file, *texts)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], camera_file: Path) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": SHELL,
        "args": [
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera_file}",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def _started(launch_browser: Callable[[], Browser]) -> Iterator[list[Browser]]:
    """The browsers that were started for the tests, of which the last one runs."""
    started: list[Browser] = []
    yield started
    for each in started:
        each.close()


@pytest.fixture
def browser(launch_browser: Callable[[], Browser], _started: list[Browser]) -> Browser:
    """One for all tests; where it died under one of them, the next has a new one, and only that one fails."""
    if not (_started and _started[-1].is_connected()):
        _started.append(launch_browser())
    return _started[-1]


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Callable[..., Browser]]:
    """Start the whole of Chromium: its shell draws no PDF, and gives the cameras new names at each visit."""
    with ExitStack() as started:

        def start(*arguments: str) -> Browser:
            whole = browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox", *arguments])
            return started.enter_context(whole)

        yield start


@pytest.fixture
def wall(camera_file: Path) -> None:
    """The camera sees a grey wall until a test holds something before it."""
    frame = b"FRAME\n" + bytes([160]) * 64 * 48 + bytes([128]) * 32 * 24 * 2
    _replace(camera_file, b"YUV4MPEG2 W64 H48 F10:1 Ip A1:1 C420\n" + frame)


def _film(file: Path, *texts: str) -> None:
    """A few equal frames of each QR code on grey, as YUV4MPEG2, which Chromium plays in a loop."""
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode()
    _replace(file, head + b"".join(_frame(text) * FRAMES for text in texts))


def _replace(file: Path, film: bytes) -> None:
    """A camera that still plays reads the old one to its end: half a frame would kill the camera."""
    new = file.with_suffix(".new")
    new.write_bytes(film)
    new.replace(file)


def _frame(text: str) -> bytes:
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    side = len(matrix)
    scale = min(WIDTH, HEIGHT) * 3 // 4 // side
    left, top = (WIDTH - side * scale) // 2, (HEIGHT - side * scale) // 2
    grey = bytes([160]) * WIDTH
    rows = []
    for y in range(HEIGHT):
        row = (y - top) // scale
        if 0 <= row < side:
            bars = b"".join((b"\x10" if dark else b"\xeb") * scale for dark in matrix[row])
            rows.append(grey[:left] + bars + grey[left + side * scale :])
        else:
            rows.append(grey)
    return b"FRAME\n" + b"".join(rows) + bytes([128]) * (WIDTH // 2 * (HEIGHT // 2) * 2)
