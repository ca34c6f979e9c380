"""The page that lists the documentation of all projects, at the root of where it is published."""

from collections.abc import Mapping
from html import escape

__all__ = ["MARK", "site_index"]

MARK = "<!-- made by paa -->"
"""What tells our page from one that somebody wrote, which is left alone."""


def site_index(projects: Mapping[str, str | None]) -> str:
    """Write the page.

    Args:
        projects: The folder of each project, which is its name → its version, if that is known.
    """
    rows = "\n".join(
        f'  <li><a href="{escape(name)}/">{escape(name)}</a>{f" {escape(version)}" if version else ""}</li>'
        for name, version in sorted(projects.items())
    )
    return (
        f"<!doctype html>\n{MARK}\n"
        '<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        "<title>Packages</title>\n"
        "<style>body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; "
        "color-scheme: light dark; }</style>\n"
        f"<h1>Packages</h1>\n<ul>\n{rows}\n</ul>\n</html>\n"
    )
