"""What it means when a wheel that was built does not work."""

from paa.model.smoke import Smoked, Stumble, Trial

__all__ = ["describe_stumble"]

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


_HINTS = {
    Trial.INSTALL: "is the requirement right, and the index reachable?",
    Trial.IMPORT: "install the wheel into a fresh environment, and import it there",
    Trial.RUN: "install the wheel into a fresh environment, and run the command there",
}
