"""Read inline script metadata (PEP 723)."""

import re
from io import StringIO
from pathlib import PurePosixPath
from tokenize import COMMENT, generate_tokens

from paa.errors import SourceError
from paa.model.module import Script

__all__ = ["read_script"]

# The expression of PEP 723's reference implementation, for blocks of the type `script`, line endings of any kind.
_BLOCK = re.compile(r"(?m)^# /// script[ \t]*\r?$\n(?P<content>(?:^#(?:| .*)\r?$\n)+?)^# ///[ \t]*\r?$")


def read_script(text: str, path: PurePosixPath) -> Script | None:
    """Read the block `# /// script` of a module, or None where there is none.

    Raises:
        SourceError: There are several blocks, or the block is no valid TOML, or has values of wrong types.
    """
    if "# /// script" not in text:
        return None
    blocks = [block for block in _BLOCK.finditer(text) if _is_comment(text, block.start())]
    if not blocks:
        return None
    line = text.count("\n", 0, blocks[0].start()) + 1
    where = f"{path}:{line}"
    if len(blocks) > 1:
        raise SourceError("there are several `# /// script` blocks (PEP 723)", where=where, hint="keep one")
    import tomllib

    content = "".join(
        each[2:] if each.startswith("# ") else each[1:] for each in blocks[0]["content"].splitlines(keepends=True)
    )
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"the `# /// script` block is no valid TOML: {error}", where=where) from None
    requires, dependencies = document.get("requires-python"), document.get("dependencies")
    if not isinstance(requires, str | None) or not _is_list_of_text(dependencies):
        message = "`requires-python` must be text and `dependencies` a list of texts in the `# /// script` block"
        raise SourceError(message, where=where)
    return Script(line, requires, None if dependencies is None else tuple(dependencies))


def _is_comment(text: str, start: int) -> bool:
    """Tell whether a comment starts there, and not a line of a text in quotes."""
    line = text.count("\n", 0, start) + 1
    tokens = generate_tokens(StringIO(text).readline)
    return any(token.type == COMMENT and token.start == (line, 0) for token in tokens)


def _is_list_of_text(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value))
