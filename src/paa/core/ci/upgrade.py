"""How the plans of two engines differ, and the line of the configuration that names one."""

import re
from collections.abc import Iterator

from paa.model.plan import PlannedRelease, ReleasePlan

__all__ = ["plan_differences", "with_engine"]

_ENGINE = re.compile(r"^engine[ \t]*:[^\r\n]*", re.MULTILINE)


def with_engine(config: str, engine: str) -> str:
    """Name another engine in the text of `.paa.config`; every other line stays as it is."""
    line = f"engine: {engine}"
    if _ENGINE.search(config):
        return _ENGINE.sub(line, config, count=1)
    newline = "\r\n" if "\r\n" in config else "\n"
    gap = "" if not config or config.endswith("\n") else newline
    return f"{config}{gap}{newline}# What the pipelines install.{newline}{line}{newline}"


def plan_differences(old: ReleasePlan, new: ReleasePlan) -> Iterator[str]:
    """Say how the plan of a new engine differs from that of the old one; nothing where both release the same.

    Digests are no difference by themselves: what they lead to is.
    """
    before = {each.name: each for each in old.releases}
    after = {each.name: each for each in new.releases}
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one is None and other is not None:
            yield f"{name} {other.version}: only the new one releases it ({other.rule})"
        elif other is None and one is not None:
            yield f"{name} {one.version}: only the old one releases it ({one.rule})"
        elif one is not None and other is not None:
            yield from (f"{name}: {text}" for text in _changes(one, other))
    shared = before.keys() & after.keys()
    if [each for each in before if each in shared] != [each for each in after if each in shared]:
        yield "the order is another one"


def _changes(old: PlannedRelease, new: PlannedRelease) -> Iterator[str]:
    if old.version != new.version:
        yield f"{old.version} becomes {new.version} ({new.rule})"
    elif (old.cause, old.rule) != (new.cause, new.rule):
        yield f"{old.cause.value}, {old.rule}: becomes {new.cause.value}, {new.rule}"
    if old.notes != new.notes:
        yield f"other notes: {'; '.join(new.notes) or 'none'}"
    if old.siblings != new.siblings:
        yield f"waits for {', '.join(new.siblings) or 'nobody'}, and not for {', '.join(old.siblings) or 'nobody'}"
