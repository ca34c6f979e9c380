"""The list of the files of an installed distribution, RECORD."""

import csv
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from io import StringIO

__all__ = ["update_record"]


def update_record(text: str, changed: Mapping[str, tuple[str, int]]) -> str:
    """Change the lines of files, and add those that are missing; every other line stays as it is.

    Args:
        text: The list.
        changed: Path as the list has it → SHA-256 in hexadecimal, and size.
    """
    missing = dict(changed)
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        path = (next(csv.reader([line]), None) or [""])[0]
        ending = line[len(line.rstrip("\r\n")) :]
        lines.append(_line(path, *missing.pop(path)) + ending if path in missing else line)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    lines += [f"{_line(path, *facts)}\n" for path, facts in missing.items()]
    return "".join(lines)


def _line(path: str, sha256: str, size: int) -> str:
    encoded = urlsafe_b64encode(bytes.fromhex(sha256)).rstrip(b"=").decode()
    line = StringIO()
    csv.writer(line, lineterminator="").writerow((path, f"sha256={encoded}", size))
    return line.getvalue()
