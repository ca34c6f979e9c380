"""What it means when a wheel that was built does not work."""

from collections.abc import Iterator, Sequence

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from paa.model.smoke import Smoked, Stumble, Trial

__all__ = ["describe_stumble", "missing_minors"]

_OLDEST = 8  # of the versions of Python 3 that anybody is told to look for
_MICROS = range(40)  # of one version of Python

_SETTLE = "name the project that provides it in the module (`#@ PROJECT`), or in .paa/package_mapping.json"


def describe_stumble(smoked: Smoked, stumble: Stumble) -> tuple[str, str]:
    """Say what failed and what to do about it; what the program said stands below the sentence, indented."""
    text = f"{smoked.name} {smoked.version} {stumble.text} (Python {smoked.python})"
    hint = _HINTS[stumble.trial]
    if stumble.missing is not None:
        own = stumble.missing.partition(".")[0] == smoked.import_name
        text += "; it should be in the wheel" if own else "; none of its requirements brings it: a wrong inference"
        hint = "is the file a component, or an artifact?" if own else _SETTLE
    said = "".join(f"\n    {line}" for line in stumble.said.splitlines())
    return f"{text}{said}", hint


def missing_minors(wanted: SpecifierSet, there: Sequence[Version]) -> Iterator[str]:
    """Name the versions of Python that a project is for and that are not there, up to the newest that is there."""
    newest = max((version.minor for version in there), default=0)
    tried = {version.minor for version in there if wanted.contains(version, prereleases=True)}
    for minor in range(_OLDEST, newest + 1):
        if minor not in tried and any(wanted.contains(f"3.{minor}.{micro}") for micro in _MICROS):
            yield f"3.{minor}"


_HINTS = {
    Trial.INSTALL: "is the requirement right, and the index reachable?",
    Trial.IMPORT: "install the wheel into a fresh environment, and import it there",
    Trial.RUN: "install the wheel into a fresh environment, and run the command there",
}
