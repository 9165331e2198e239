"""A person at a browser: finds controls by their words, types, presses, looks; the console must stay silent."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import (
    APIResponse,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    expect,
)
from pypdf import PdfReader

from tests.e2e.office import PASSWORD, Office

WIDE: ViewportSize = {"width": 1366, "height": 768}
NARROW: ViewportSize = {"width": 390, "height": 844}
# The browser reports a lawful refusal as a failed load, and htmx a request that the next page cut off.
EXPECTED = re.compile(r"status of (409|422)|htmx:(afterRequest|sendAbort)")


def open_desk(browser: Browser, office: Office, account: str, **options: Any) -> Desk:  # the browser's own options
    """A window of one's own, as wide as the small screen of an office."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **{"viewport": WIDE, **options})
    context.set_default_timeout(15_000)
    folder = settings.ROOT / "docs" / "screenshots"
    return Desk(context, context.new_page(), office.url, account, folder if os.environ.get("SCREENSHOTS") else None)


@dataclass
class Desk:
    """One browser window with somebody signed in."""

    context: BrowserContext
    page: Page
    url: str
    account: str
    pictures: Path | None = None
    said: list[str] = field(default_factory=list)
    touches: int = 0  # controls of a form that were used since the page was opened, its button among them

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.said.append(f"{message.text} ({self.page.url})")

    def sign_in(self, start: str) -> None:
        """From the sign-in page to the first page of the day."""
        self.go(f"/sign-in/?next={start}")
        self.fill("账号", self.account)
        self.fill("密码", PASSWORD)
        self.press("登录")
        self.touches = 0

    def close(self) -> None:
        """Leave; nothing may have gone wrong on the way."""
        self.context.close()
        assert not self.said, f"{self.account}: {self.said}"

    def go(self, path: str) -> None:
        """Open an address of the office; it must be there."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None, path
        assert answer.ok, f"{path}: {answer.status}"

    def status(self, path: str) -> int:
        """How the office answers an address, without leaving the page."""
        return self.context.request.get(f"{self.url}{path}").status

    def field(self, label: str, *, within: str = "") -> Locator:
        """The control whose label begins with these words, in the group of that heading where several have it."""
        place = self.main.get_by_role("group", name=within, exact=True) if within else self.main
        return place.get_by_label(re.compile(f"^{re.escape(label)}")).first

    def fill(self, label: str, value: str) -> None:
        """Type into the field with this label."""
        self.touches += 1
        self.field(label).fill(value)

    def fill_party(self, side: str, name: str, phone: str, willing: str) -> None:
        """One side of a dispute on the form of the desk."""
        self.field("姓名", within=side).fill(name)
        self.field("联系电话", within=side).fill(phone)
        self.field("调解意愿", within=side).select_option(label=willing)

    def choose(self, label: str, option: str) -> None:
        """Choose from the list with this label."""
        self.touches += 1
        self.field(label).select_option(label=option)

    def unfold(self, heading: str) -> None:
        """Open a folded part of a form."""
        self.main.locator("summary", has_text=heading).click()

    def tick(self, label: str) -> None:
        """Tick a box or pick one of the open choices."""
        self.touches += 1
        self.main.get_by_label(label, exact=True).first.check(force=True)

    def press(self, name: str) -> None:
        """Press the button or follow the link with this name, and wait for the page behind it."""
        button = self.page.get_by_role("button", name=name, exact=True)
        control = button.or_(self.page.get_by_role("link", name=name, exact=True)).first
        control.click()
        self.page.wait_for_load_state("networkidle")

    def submit(self) -> None:
        """Press the blue button of a form and follow where the office sends one, if it does."""
        self.touches += 1
        here = self.page.url.split("?")[0]
        with self.page.expect_response(lambda said: said.request.method == "POST" and said.url == here) as answer:
            self.page.locator(".fq-foot-bar .btn-primary").click()
        if next_page := answer.value.headers.get("hx-redirect"):
            self.page.wait_for_url(f"{self.url}{next_page}")
        self.page.wait_for_load_state("networkidle")

    def place(self, letters: str, name: str) -> None:
        """Choose a place by its first letters, with the keyboard alone."""
        self.touches += 2  # the letters and Enter
        self.field("发生地").focus()
        self.page.keyboard.type(letters)
        expect(self.page.locator(".fq-option").first).to_contain_text(name)
        self.page.keyboard.press("Enter")

    def tab_to(self, label: str, *, within: str = "") -> None:
        """Walk with the Tab key until the control with this label has the focus."""
        wanted = self.field(label, within=within)
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"Tab never reached {label}")

    def arrow_to(self, option: str) -> None:
        """Walk down the list that has the focus, from its top, until this choice stands in it."""
        self.page.keyboard.press("Home")
        for _ in range(80):
            if self.page.evaluate("document.activeElement.selectedOptions[0].text") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the list has no {option}")

    def sees(self, *words: str) -> None:
        """These words stand on the page."""
        for word in words:
            expect(self.main.get_by_text(word).first).to_be_visible()

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def back(self) -> str:
        """Where the page before this one was."""
        link = self.main.get_by_role("link", name="返回", exact=True)
        return str(link.get_attribute("href"))

    def buttons(self) -> set[str]:
        """The words of what may be pressed on the page, the frame left out."""
        return set(self.main.locator("a.btn, button.btn").all_inner_texts())

    def paper(self, label: str) -> str:
        """Make a paper of the file, on the 文书 tab, and read its print."""
        form = self.main.locator(".fq-arrival", has_text=label).first.locator("form")
        token = form.locator("input[name=csrfmiddlewaretoken]").input_value()
        address = f"{self.url}{form.get_attribute('action')}"
        return text_of(self.context.request.post(address, form={"csrfmiddlewaretoken": token}))

    def pdf(self, path: str) -> str:
        """The text of a PDF of the office."""
        return text_of(self.context.request.get(f"{self.url}{path}"))

    def picture(self, name: str, *, narrow: bool = False) -> None:
        """Keep what is shown as a picture of the documentation, where pictures were asked for."""
        if self.pictures is None:
            return
        self._take(f"{name}.png", WIDE)
        if narrow:
            self._take(f"{name}-390.png", NARROW)
            self.page.set_viewport_size(WIDE)

    def picture_narrow(self, name: str) -> None:
        """Keep what a phone shows as a picture of the documentation, where pictures were asked for."""
        if self.pictures is not None:
            self._take(f"{name}-390.png", NARROW)

    def _take(self, name: str, size: ViewportSize) -> None:
        """The whole page at a width, as if the screen were as high as it is: bars stand at its foot."""
        assert self.pictures is not None
        self.page.set_viewport_size(size)
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        self.page.screenshot(path=self.pictures / name, caret="initial")  # hiding it would be an inline style
        self.page.set_viewport_size(size)


def text_of(answer: APIResponse) -> str:
    """The text of a PDF, its line breaks taken out."""
    assert answer.ok, answer.text()
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
