"""The gate `good-release`: what a stranger looks for in a README."""

import pytest

from tests.support import Completed
from tests.support.workshop import Files, Workshop

TOOL = "module_dir/tool.py"
PASSED = "good-release: 1 project, a README that says what, what for and how\n"
LICENSE = {"licenses/tool/LICENSE": "MIT\n"}
WHAT = "Count the things of a made-up kind."
WHY = "People count by hand, and lose count; this does it for them, and does not."
USAGE = "## Usage\n\n```python\nfrom tool import count\n\ncount()\n```"
MORE = "See [the manual](https://manual.example)."
IN = "in the docstring of module_dir/tool.py\n"


def check(workshop: Workshop, files: Files, *words: str) -> Completed:
    workshop.fill(files)
    return workshop.paa("check", "tool", "--only", "good-release", *words, "--root", workshop.repository.root)


def module(*paragraphs: str, metadata: str = "{}") -> str:
    text = "\n\n".join(paragraphs)
    return f'"""{text}\n"""\n\n__package_metadata__ = {metadata}\n'


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(module(WHAT, WHY, USAGE, MORE), id="everything"),
        pytest.param(module(WHAT, "## Why", WHY, USAGE, MORE), id="section"),
        pytest.param(module(WHAT, WHY, ">>> count(\n...     1)\n1", MORE), id="session"),
        pytest.param(
            module(WHAT, WHY, USAGE, metadata='{"project_urls": {"Manual": "https://manual.example"}}'), id="address"
        ),
        pytest.param(module(WHAT, WHY, "```console\n$ tool (\n```", MORE), id="command line"),
    ],
)
def test_readme_that_says_everything(workshop: Workshop, source: str) -> None:
    assert check(workshop, {TOOL: source, **LICENSE}) == Completed(0, PASSED, "")


@pytest.mark.parametrize(
    ("files", "out"),
    [
        pytest.param(
            {TOOL: module("Tool.", f"## Why\n\n{WHY}", USAGE, MORE), **LICENSE},
            "module_dir/tool.py: good-release/purpose\n"
            "  tool: the README does not say what the package does\n"
            f"  hint: begin with a sentence that says it, {IN}",
            id="purpose",
        ),
        pytest.param(
            {TOOL: module(WHAT, USAGE, MORE), **LICENSE},
            "module_dir/tool.py: good-release/problem\n"
            "  tool: the README does not say which problem the package solves\n"
            f"  hint: add a second paragraph, or a section `## Why`, about who needs it and what for, {IN}",
            id="problem",
        ),
        pytest.param(
            {TOOL: module(WHAT, WHY, MORE), **LICENSE},
            "module_dir/tool.py: good-release/example\n"
            "  tool: the README shows no example\n"
            f"  hint: add a section `## Usage` with a block of code, {IN}",
            id="example",
        ),
        pytest.param(
            {TOOL: module(WHAT, WHY, USAGE), **LICENSE},
            "module_dir/tool.py: good-release/more\n"
            "  tool: the README does not say where to find out more\n"
            "  hint: add a link (or `project_urls` to the metadata, or `source_repo_url` to .paa.config), " + IN,
            id="more",
        ),
        pytest.param(
            {TOOL: module(WHAT, WHY, USAGE, MORE)},
            "module_dir/tool.py: good-release/licence\n"
            "  tool: the text of the licence is not in the package\n"
            "  hint: name a file as `license_path` in .paa.config, or add licenses/tool/LICENSE\n",
            id="licence",
        ),
        pytest.param(
            {TOOL: module(WHAT, WHY, USAGE, MORE, "```python\ncount(\n```"), **LICENSE},
            "module_dir/tool.py:16: good-release/syntax\n"
            "  this example is no Python: '(' was never closed: count(\n"
            "  hint: correct it; a block that is no Python says what it is, as in ```console\n",
            id="syntax",
        ),
        pytest.param(
            {
                TOOL: '__package_metadata__ = {"description": "A", "readme": "docs/tool.md"}\n',
                "docs/tool.md": f"# Tool\n\n{WHAT}\n\n{WHY}\n\n{MORE}\n",
                **LICENSE,
            },
            "docs/tool.md: good-release/example\n"
            "  tool: the README shows no example\n"
            "  hint: add a section `## Usage` with a block of code, in docs/tool.md\n",
            id="own README",
        ),
    ],
)
def test_each_missing_part_is_named_with_its_place(workshop: Workshop, files: Files, out: str) -> None:
    fail = "module_dir: module_dir\ngates: {release: {good-release: fail}}\n"

    assert check(workshop, {".paa.config": fail, **files}) == Completed(4, out, "error: 1 finding\n")


def test_it_warns_where_nothing_else_is_configured(workshop: Workshop) -> None:
    config = "module_dir: module_dir\n"

    checked = check(workshop, {".paa.config": config, TOOL: module(WHAT, WHY, USAGE), **LICENSE})

    assert checked == Completed(
        0,
        "module_dir/tool.py: good-release/more (warning)\n"
        "  tool: the README does not say where to find out more\n"
        f"  hint: add a link (or `project_urls` to the metadata, or `source_repo_url` to .paa.config), {IN}",
        "",
    )
