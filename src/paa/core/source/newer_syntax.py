"""Recognise syntax that only a newer Python than the running one understands."""

import re

from paa.core.source.standard_library import RUNNING

__all__ = ["newer_python"]

# What is new in each version, as it shows on the line of the error ("What's New In Python" of each).
_SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (12, re.compile(r"\s*type\s+\w+\s*(?:\[.*\])?\s*=")),  # PEP 695
    (12, re.compile(r"\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[(?!.*=)")),  # PEP 695
    (13, re.compile(r"\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[.*=")),  # PEP 696
    (14, re.compile(r"\s*except\*?\s+[\w.]+\s*,")),  # PEP 758
    (14, re.compile(r""".*(?<!\w)(?:t|rt|tr)["']""", re.IGNORECASE)),  # PEP 750
    (15, re.compile(r"\s*lazy\s+(?:import|from)\b")),  # PEP 810
)
_F_STRINGS = 12  # PEP 701: quotes, backslashes and comments inside the braces


def newer_python(error: SyntaxError) -> str | None:
    """Name the version of Python that probably understands what the running one does not, as in `3.12`."""
    needed = [minor for minor, sign in _SIGNS if sign.match(error.text or "")]
    if error.msg.startswith("f-string"):
        needed.append(_F_STRINGS)
    newer = [minor for minor in needed if (3, minor) > RUNNING]
    return f"3.{min(newer)}" if newer else None
