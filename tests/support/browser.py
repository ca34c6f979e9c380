"""A real browser: Debian's Chromium without a window, driven by the DevTools protocol."""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

__all__ = ["Browser", "open_browser"]

PATIENCE_SECONDS = 60
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--window-size=1280,900", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
)
# What does not leave the machine.
_NEAR = frozenset({"about", "blob", "chrome", "data", "file"})


@dataclass(slots=True)
class Browser:
    """A tab.

    Attributes:
        requests: Every address that was asked for.
        complaints: What went to the console as an error, and exceptions that nobody caught.
        watched: The kinds of what runs beside the page, and is watched like it.
    """

    connection: ClientConnection
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)
    _count: int = 0
    _events: list[str] = field(default_factory=list)

    @property
    def strangers(self) -> list[str]:
        """The addresses that were asked for and are not on this machine."""
        return [
            each
            for each in self.requests
            if urlsplit(each).scheme not in _NEAR and urlsplit(each).hostname not in {"127.0.0.1", "localhost"}
        ]

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Ask the browser for something, and note what happens until it answers.

        Raises:
            AssertionError: It refuses.
        """
        self._count += 1
        number = self._count
        self.connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.connection.recv(timeout=PATIENCE_SECONDS))
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _attend(self, session: str) -> None:
        """Watch what a worker or a frame of another process asks for, too, before it runs."""
        for method in ("Network.enable", "Runtime.enable", "Runtime.runIfWaitingForDebugger"):
            self._count += 1
            self.connection.send(json.dumps({"id": self._count, "method": method, "sessionId": session}))

    def _note(self, message: dict[str, Any]) -> None:
        method, said = message.get("method", ""), message.get("params", {})
        if "sessionId" not in message:
            self._events.append(method)
        if method == "Target.attachedToTarget":
            self.watched.append(said["targetInfo"]["type"])
            self._attend(said["sessionId"])
        if method == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(said["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(said["exceptionDetails"].get("exception", said["exceptionDetails"])))
        elif method == "Runtime.consoleAPICalled" and said["type"] in {"error", "assert"}:
            self.complaints.append(str(said["args"]))
        elif method == "Log.entryAdded" and said["entry"]["level"] == "error":
            self.complaints.append(f"{said['entry']['text']} {said['entry'].get('url', '')}")
        elif method == "Page.javascriptDialogOpening":
            self.complaints.append(f"a dialog: {said['message']}")

    def visit(self, address: str) -> None:
        """Open a page, and wait until it is loaded."""
        self._events.clear()
        answer = self.call("Page.navigate", url=address)
        assert "errorText" not in answer, answer
        self.wait(lambda: "Page.loadEventFired" in self._events, f"{address} to load")

    def run(self, script: str) -> Any:
        """Evaluate JavaScript, and give its value.

        Raises:
            AssertionError: It throws.
        """
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, script: str) -> Any:
        """Evaluate JavaScript until its value is true, and give it."""
        found: list[object] = []

        def ask() -> bool:
            found[:] = [self.run(script)]
            return bool(found[0])

        self.wait(ask, script)
        return found[0]

    def wait(self, ask: Callable[[], bool], what: str) -> None:
        """Ask again and again.

        Raises:
            AssertionError: It takes too long.
        """
        end = monotonic() + PATIENCE_SECONDS
        while True:
            self.call("Browser.getVersion")  # answers come with the events before them
            if ask():
                return
            if monotonic() > end:
                raise AssertionError(f"waited in vain for {what}; {self.complaints}")
            sleep(0.02)

    def type(self, text: str) -> None:
        """Type into what has the focus, key by key."""
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", key=letter, text=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def click(self, selector: str) -> None:
        """Click, as a mouse does, into the middle of an element, once it is seen and stands still."""
        script = (
            f"(() => {{ const it = document.querySelector({json.dumps(selector)}); if (!it) return null;"
            "it.scrollIntoView({block: 'center', behavior: 'instant'}); const box = it.getBoundingClientRect();"
            "const x = box.x + box.width / 2, y = box.y + box.height / 2; const top = document.elementFromPoint(x, y);"
            "return top && (it.contains(top) || top.contains(it)) ? [x, y] : null; })()"
        )
        places: list[object] = [None]

        def stands() -> bool:
            sleep(0.1)
            places.append(self.run(script))
            return places[-1] is not None and places[-1] == places[-2]

        self.wait(stands, f"{selector} to stand still")
        x, y = self.run(script)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def dark(self, *, wanted: bool) -> None:
        """Let the operating system prefer dark or light colours."""
        feature = {"name": "prefers-color-scheme", "value": "dark" if wanted else "light"}
        self.call("Emulation.setEmulatedMedia", features=[feature])

    def screenshot(self, *, width: int, height: int) -> bytes:
        """Give a picture of the page as PNG."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


@contextmanager
def open_browser(program: str, profile: Path) -> Iterator[Browser]:
    """Start Chromium with a profile of its own.

    Args:
        program: Its path.
        profile: A folder that does not exist yet.

    Raises:
        AssertionError: It does not start.
    """
    words = [program, *_QUIET, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    with (profile.parent / "chromium.log").open("wb") as log:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        with connect(_address(process, profile), max_size=None, open_timeout=PATIENCE_SECONDS) as connection:
            browser = Browser(connection)
            for domain in ("Page", "Network", "Runtime", "Log"):
                browser.call(f"{domain}.enable")
            browser.call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
            yield browser
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], profile: Path) -> str:
    """Wait until the browser tells its port, and ask for the address of its first tab.

    Raises:
        AssertionError: It ended, or takes too long.
    """
    file, end = profile / "DevToolsActivePort", monotonic() + PATIENCE_SECONDS
    while not (file.exists() and file.read_text().strip()):
        log = (profile.parent / "chromium.log").read_text(errors="replace")
        assert process.poll() is None, f"the browser ended with {process.returncode}: {log}"
        assert monotonic() < end, f"the browser does not start: {log}"
        sleep(0.02)
    connection = HTTPConnection("127.0.0.1", int(file.read_text().split()[0]), timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/json/list")
        tabs = json.load(connection.getresponse())
    finally:
        connection.close()
    return str(next(each["webSocketDebuggerUrl"] for each in tabs if each["type"] == "page"))
