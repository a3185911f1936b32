"""Pictures of every page, from the real server on the demo company: `python -m tests.web.screenshots [FOLDER]`.

Each page as on a desk, in the dark, on a phone and on paper, in `docs/screenshots` unless another folder is named.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

PORT: Final = 8397
FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
CHROMIUM: Final = Path("/usr/bin/chromium")
LONGEST: Final = 1500
"""Pixels of a page's height that are kept: what one sees in the first screens."""
SMALLER: Final = 0.75
"""The size of wide pictures, so that all of them together stay small."""
QUALITY: Final = 74
MARGIN: Final = 56
"""Pixels of white around a page on paper."""


@dataclass(frozen=True)
class Light:
    """How a page is looked at."""

    name: str
    width: int
    height: int
    context: Mapping[str, Any]
    on_paper: bool = False


LIGHTS: Final = (
    Light("desktop", 1440, 900, {"color_scheme": "light"}),
    Light("dark", 1440, 900, {"color_scheme": "dark"}),
    Light("phone", 390, 844, {"color_scheme": "light", "is_mobile": True, "has_touch": True}),
    Light("print", 794, 1123, {"color_scheme": "light"}, on_paper=True),
)
PAGES: Final = {
    "desk": "/",
    "agenda": "/agenda/",
    "customers": "/customers/",
    "friction": "/friction/",
    "runaround": "/friction/runaround/",
    "voice": "/voice/",
    "voice-groups": "/voice/groups/",
    "losses": "/losses/",
    "growth": "/losses/growth/",
    "retention": "/losses/retention/",
    "bright-spots": "/bright-spots/",
    "sources": "/sources/",
    "upload": "/sources/uploads/new/",
    "presets": "/sources/presets/",
    "jobs": "/jobs/",
    "people": "/people/",
    "invitations": "/people/invitations/",
    "teams": "/people/teams/",
    "trail": "/people/trail/",
    "second-steps": "/people/second-steps/",
    "backups": "/backups/",
    "account": "/account/",
    "sessions": "/account/sessions/",
    "second-step": "/accounts/2fa/",
    "how": "/how/",
    "how-runaround": "/how/runaround/",
    "styleguide": "/styleguide",
}
FOUND: Final = {
    "finding": ("/agenda/", ".hurt a[href^='/findings/']"),
    "bright-spot": ("/agenda/", ".faced a[href^='/findings/']"),
    "customer": ("/friction/runaround/", "a[href^='/customers/']:not([href$='/customers/'])"),
    "route": ("/friction/runaround/", "td a[href*='/friction/routes/']"),
}
"""Pages whose address is known only to another page: where to look, and for which link."""
OUTSIDE: Final = {"sign-in": "/accounts/login/", "demo": "/demo/sessions"}


def take(folder: Path) -> None:
    """Invent the company, serve it, and keep the pictures of all pages in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with _served() as address, sync_playwright() as playwright:
        own = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
        browser = playwright.chromium.launch(args=["--no-sandbox"], **own)  # type: ignore[arg-type]
        signed_in = _signed_in(browser, address)
        paths = {**PAGES, **_found(browser, address, signed_in)}
        for light in LIGHTS:
            _take_all(browser, address, light, OUTSIDE, folder, None)
            _take_all(browser, address, light, paths, folder, signed_in)
        take_brought(browser, address, folder, signed_in)
        browser.close()


def take_brought(browser: Browser, address: str, folder: Path, signed_in: Any) -> None:
    """Bring two files, and keep the pictures of a question, of a stop and of a receipt; last, since agendas change."""
    page = browser.new_context(storage_state=signed_in).new_page()
    _send(page, address, "Revenue 2025.csv", 5)
    question = page.url.removeprefix(address)
    _send(page, address, "Revenue 2026.csv", 6)
    page.get_by_role("radio", name="month before day").check()
    page.get_by_role("button", name="Answer it").click()
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("button", name="Import it all the same").wait_for(timeout=120_000)
    paths = {"question": question, "stop": page.url.removeprefix(address)}
    for light in LIGHTS:
        _take_all(browser, address, light, paths, folder, signed_in)
    page.get_by_role("button", name="Import it all the same").click()
    page.locator("#receipt-head").wait_for(timeout=120_000)
    for light in LIGHTS:
        _take_all(browser, address, light, {"receipt": paths["stop"]}, folder, signed_in)


def _send(page: Page, address: str, name: str, year: int) -> None:
    """Upload an American export in which each day could be told in two ways."""
    rows = [f"A-{place},0{1 + place % 6}/0{1 + place % 9}/202{year},{100 + place}.50,USD" for place in range(60)]
    table = "\n".join(["Customer ID,Invoice Date,Amount,Currency", *rows])
    page.goto(f"{address}/sources/uploads/new/")
    file = {"name": name, "mimeType": "text/csv", "buffer": table.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send and look at it").click()
    page.locator("#questions").wait_for(timeout=60_000)


@contextmanager
def _served() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="hero-screenshots-") as place:
        hero = Path(sys.executable).with_name("hero")
        command = [str(hero), "demo", "--into", place, "--port", str(PORT)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                _wait_for(f"http://127.0.0.1:{PORT}/readyz")
                yield f"http://127.0.0.1:{PORT}"
            finally:
                server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    sys.exit(f"The workplace did not answer at {address}.")


def _signed_in(browser: Browser, address: str) -> Any:
    """The cookies of the demo's administrator, once the first agenda is there."""
    page = browser.new_context().new_page()
    page.goto(f"{address}/demo/sessions")
    page.locator("button.face[value=administrator]").click()
    for _ in range(300):
        page.goto(f"{address}/agenda/")
        if page.locator(".overview").count():
            return page.context.storage_state()
        page.wait_for_timeout(1000)
    return sys.exit("There is no agenda to take a picture of.")


def _found(browser: Browser, address: str, signed_in: Any) -> dict[str, str]:
    page = browser.new_context(storage_state=signed_in).new_page()
    found = {}
    for name, (where, link) in FOUND.items():
        page.goto(address + where)
        if page.locator(link).count():
            found[name] = str(page.locator(link).first.get_attribute("href"))
    return found


def _take_all(browser: Browser, address: str, light: Light, paths: Mapping[str, str], folder: Path, state: Any) -> None:
    context = browser.new_context(
        viewport={"width": light.width, "height": light.height}, storage_state=state, **light.context
    )
    page = context.new_page()
    if light.on_paper:
        page.emulate_media(media="print")
    for name, path in paths.items():
        answer = page.goto(address + path)
        if answer is None or not answer.ok:
            sys.stderr.write(f"{path} answered {answer and answer.status}: no picture of it.\n")
            continue
        _keep(page, folder / f"{name}-{light.name}.webp", MARGIN if light.on_paper else 0)
    context.close()


def _keep(page: Page, file: Path, margin: int) -> None:
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, LONGEST)))
    picture = ImageOps.expand(picture, margin, "white")
    if picture.width > 2 * LIGHTS[2].width:
        picture = picture.resize(
            (round(picture.width * SMALLER), round(picture.height * SMALLER)), Image.Resampling.LANCZOS
        )
    picture.save(file, quality=QUALITY, method=6)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
