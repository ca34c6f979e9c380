"""An index on loopback that has what a test needs, and nothing else."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZipFile

__all__ = ["serve", "stock_wheel"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep stderr clean."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder as an index: its lists of files are pages of the simple API (PEP 503)."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def stock_wheel(folder: Path, name: str, version: str, *requires: str, fields: Sequence[str] = ()) -> Path:
    """Put a wheel without any module into an index, with the requirements and whatever else it declares."""
    about = f"{name.replace('-', '_')}-{version}.dist-info"
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [*(f"Requires-Dist: {requirement}" for requirement in requires), *fields]
    target = folder / name / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(target, "w") as archive:
        archive.writestr(f"{about}/METADATA", "\n".join([*metadata, "", ""]))
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "")
    return target
