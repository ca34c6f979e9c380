"""pip-audit: asks a service which vulnerabilities of releases are known. Nothing is installed, and nothing resolved."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.clock import stopwatch
from paa.adapters.files import temporary_directory
from paa.adapters.processes import find_program, hide_logins, run_in_time
from paa.errors import GateError
from paa.model.names import NormalizedName
from paa.model.vulnerability import AuditedRelease, Vulnerability

__all__ = ["audit_releases"]

Pin = tuple[NormalizedName, Version]

_SERVICE = "PIP_AUDIT_VULNERABILITY_SERVICE"  # pip-audit's own variable, as is PIP_AUDIT_OSV_URL
_SOCKET_SECONDS = 15
_LINES = 12
_INSTALL = "pip install 'paa[check]'"
_REACHABLE = "is the service reachable? `--timeout` gives it more time"
# 0: nothing is known; 1: something is, or it failed. Only what it printed tells the two apart.
_ANSWERS = frozenset({0, 1})


def audit_releases(pins: Sequence[Pin], *, seconds: float) -> tuple[AuditedRelease, ...]:
    """Ask for the known vulnerabilities of releases.

    Args:
        pins: The releases.
        seconds: How long it may take altogether.

    Returns:
        An answer for each of them.

    Raises:
        GateError: There is no auditor, or it did not answer for every release.
    """
    program = find_program("pip-audit")
    if program is None:
        raise GateError("pip-audit is not installed", hint=_INSTALL)
    end = stopwatch() + seconds
    found: list[AuditedRelease] = []
    for part in _rounds(pins):
        answered = {(each.name, each.version): each for each in _ask(program, part, end - stopwatch())}
        if missing := [f"{name} {version}" for name, version in part if (name, version) not in answered]:
            raise GateError(f"pip-audit passed over {', '.join(missing)}", hint=_REACHABLE)
        found += (answered[pin] for pin in part)
    return tuple(found)


def _rounds(pins: Sequence[Pin]) -> Iterator[Sequence[Pin]]:
    """Divide releases so that no two of one project are together, which pip-audit refuses."""
    # The services know nothing of local versions: `2.1+cpu` is a build of 2.1.
    rest = list(dict.fromkeys((name, Version(version.public)) for name, version in pins))
    while rest:
        part = {name: (name, version) for name, version in reversed(rest)}
        yield sorted(part.values())
        rest = [pin for pin in rest if part[pin[0]] != pin]


def _ask(program: str, pins: Sequence[Pin], seconds: float) -> tuple[AuditedRelease, ...]:
    with temporary_directory() as folder:
        path = folder / "requirements.txt"
        # Without markers: what is not for this machine would be passed over.
        path.write_text("".join(f"{name}=={version}\n" for name, version in pins), encoding="utf-8")
        out = _run(_words(program, path), folder, seconds)
    try:
        return tuple(_release(entry) for entry in json.loads(out)["dependencies"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise GateError("what pip-audit printed cannot be read", hint="pip install --upgrade pip-audit") from None


def _words(program: str, path: Path) -> list[str]:
    words = [program, "--requirement", str(path), "--no-deps", "--disable-pip", "--format", "json"]
    words += ["--desc", "on", "--aliases", "on", "--progress-spinner", "off", "--output", "stdout"]
    words += ["--timeout", str(_SOCKET_SECONDS)]
    # Its own default knows only what is on the public index, and skips everything else.
    return words if os.environ.get(_SERVICE) else [*words, "--vulnerability-service", "osv"]


def _run(words: Sequence[str], folder: Path, seconds: float) -> str:
    """Give what pip-audit prints.

    Raises:
        GateError: It does not answer.
    """
    if seconds <= 0:
        raise GateError("pip-audit gave no answer: there was no time left for it", hint=_REACHABLE)
    try:
        done = run_in_time(words, cwd=folder, seconds=seconds)
    except TimeoutError:
        raise GateError("pip-audit gave no answer: it took too long", hint=_REACHABLE) from None
    except OSError as error:
        message = f"pip-audit cannot be started: {error.strerror or error}"
        raise GateError(message, hint=_INSTALL) from None
    if done.code not in _ANSWERS or (done.code and not done.out.strip()):
        lines = [line for line in hide_logins(done.err).splitlines() if line.strip()] or [f"it ended with {done.code}"]
        # Of a traceback, the last line says what went wrong.
        lines = lines[-1:] if any(line.startswith("Traceback") for line in lines) else lines[-_LINES:]
        raise GateError("\n    ".join(["pip-audit gave no answer", *lines]), hint=_REACHABLE)
    return done.out


def _release(entry: Mapping[str, Any]) -> AuditedRelease:
    """Read one release of a report.

    Raises:
        KeyError: Something is missing.
        TypeError: It has another form.
        ValueError: Its version is none.
        AttributeError: It has another form.
    """
    name = NormalizedName(canonicalize_name(entry["name"]))
    if "skip_reason" in entry:
        reason = str(entry["skip_reason"])
        return AuditedRelease(name=name, version=Version(entry.get("version", "0")), skipped=reason)
    return AuditedRelease(
        name=name,
        version=Version(entry["version"]),
        vulnerabilities=tuple(
            Vulnerability(
                identifiers=(str(each["id"]), *map(str, sorted(each["aliases"]))),
                fixed_in=tuple(map(str, each["fix_versions"])),
                description=" ".join(str(each["description"]).split()),
            )
            for each in entry["vulns"]
        ),
    )
