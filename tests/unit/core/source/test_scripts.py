"""Inline script metadata (PEP 723)."""

from pathlib import PurePosixPath

import pytest

from paa.core.source.scripts import read_script
from paa.errors import SourceError
from paa.model.module import Script
from tests.unit.builders import described

PATH = PurePosixPath("a.py")


@pytest.mark.parametrize(
    ("text", "script"),
    [
        pytest.param("import x\n", None, id="no block"),
        pytest.param("# /// script\nimport x\n", None, id="never closed"),
        pytest.param("x = '''\n/// script\n'''\n", None, id="no comment"),
        pytest.param("# /// pyproject\n# a = 1\n# ///\n# /// script\n", None, id="a block of another type"),
        pytest.param("# /// script\n#\n# ///\n", Script(1, None, None), id="empty"),
        pytest.param("# /// script\n# dependencies = []\n# ///", Script(1, None, ()), id="no dependencies"),
        pytest.param(
            '"""Doc."""\n# /// script\n# requires-python = ">=3.11"\n'
            '# dependencies = [\n#   "a>=1",\n#   "b",\n# ]\n# ///\n',
            Script(2, ">=3.11", ("a>=1", "b")),
            id="whole",
        ),
        pytest.param(
            '# /// script \r\n# requires-python = "3"\r\n#\r\n# [tool.x]\r\n# y = 1\r\n# ///\t\r\n',
            Script(1, "3", None),
            id="CRLF and tools",
        ),
    ],
)
def test_block_is_read(text: str, script: Script | None) -> None:
    assert read_script(text, PATH) == script


@pytest.mark.parametrize(
    ("text", "message", "where", "hint"),
    [
        pytest.param(
            "# /// script\n# a = 1\n# ///\n\n# /// script\n# b = 1\n# ///\n",
            "there are several `# /// script` blocks (PEP 723)",
            "a.py:1",
            "keep one",
            id="two blocks",
        ),
        pytest.param(
            "\n# /// script\n# a = \n# ///\n",
            "the `# /// script` block is no valid TOML: Invalid value (at line 1, column 5)",
            "a.py:2",
            None,
            id="no TOML",
        ),
        pytest.param(
            "# /// script\n# requires-python = 3.11\n# ///\n",
            "`requires-python` must be text and `dependencies` a list of texts in the `# /// script` block",
            "a.py:1",
            None,
            id="a number for a Python",
        ),
        pytest.param(
            '# /// script\n# dependencies = "a"\n# ///\n',
            "`requires-python` must be text and `dependencies` a list of texts in the `# /// script` block",
            "a.py:1",
            None,
            id="text for a list",
        ),
    ],
)
def test_wrong_block_is_refused(text: str, message: str, where: str, hint: str | None) -> None:
    with pytest.raises(SourceError) as caught:
        read_script(text, PATH)

    assert described(caught.value) == [(message, where, hint)]
