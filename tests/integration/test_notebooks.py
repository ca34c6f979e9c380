"""Example notebooks: their text becomes the README, and on request they are run before."""

import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support import run_paa
from tests.support.trees import read_sdist, read_tree, read_wheel
from tests.support.workshop import RELEASED, Workshop

TOOL = "module_dir/tool.py"
NOTEBOOK = "example_notebooks/tool.ipynb"
MODULE = '''\
"""Add numbers.

At length.
"""

from sibling import one

__package_metadata__ = {}


def add(number: int) -> int:
    """Add one."""
    return number + one
'''
SIBLING = "__package_metadata__ = {}\none = 1\n"
PNG = b"\x89PNG\r\n\x1a\n..."
INSTALL = "## Installation\n\n```console\npip install tool\n```\n"


def notebook(*cells: str, outputs: Mapping[int, list[Any]] | None = None) -> str:
    """Write a notebook; what begins with `# ` or `**` is text, everything else is code."""
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {"id": f"c{number}", "metadata": {}, "source": cell}
                | (
                    {"cell_type": "markdown"}
                    if cell.startswith(("# ", "**"))
                    else {"cell_type": "code", "execution_count": None, "outputs": (outputs or {}).get(number, [])}
                )
                for number, cell in enumerate(cells)
            ],
        }
    )


def readme(workshop: Workshop) -> str:
    """Read the README of the sdist, and see that the wheel says the same of itself."""
    (sdist,) = workshop.output.glob("tool-*.tar.gz")
    (wheel,) = workshop.output.glob("tool-*.whl")
    text = read_sdist(sdist)["README.md"].decode()
    (metadata,) = (each for name, each in read_wheel(wheel).items() if name.endswith("/METADATA"))
    assert metadata.decode().partition("\n\n")[2] == text
    return text


def test_notebook_becomes_the_readme(workshop: Workshop) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": b64encode(PNG).decode()}}
    cells = notebook("# Adding", "add(1)", outputs={1: [picture]})
    workshop.fill({TOOL: MODULE, "module_dir/sibling.py": SIBLING, NOTEBOOK: cells})

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, "")
    assert readme(workshop) == (
        f"# tool\n\nAdd numbers.\n\n{INSTALL}\n## Adding\n\n```python\nadd(1)\n```\n\n"
        "![output of cell 2](walkthrough-images/cell-02-1.png)\n"
    )
    sdist = read_sdist(workshop.output / "tool-0.0.1.tar.gz")
    assert sdist["walkthrough-images/cell-02-1.png"] == PNG
    wheel = read_wheel(workshop.output / "tool-0.0.1-py3-none-any.whl")
    assert [name for name in wheel if "walkthrough" in name] == []


def test_images_are_on_the_documentation_site(workshop: Workshop) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": b64encode(PNG).decode()}}
    workshop.fill({TOOL: MODULE, "module_dir/sibling.py": SIBLING, NOTEBOOK: notebook("x", outputs={0: [picture]})})
    workshop.repository.config("module_dir: module_dir\ngh_pages_base_url: https://example.org/docs\n")
    workshop.repository.commit()

    workshop.make("tool")

    assert "](https://example.org/docs/tool/walkthrough-images/cell-01-1.png)" in readme(workshop)
    assert "walkthrough-images/cell-01-1.png" not in read_sdist(workshop.output / "tool-0.0.1.tar.gz")


def test_named_readme_comes_first(workshop: Workshop) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {'readme': 'A.md'}\n", "A.md": "# A\n", NOTEBOOK: notebook("# B")})

    workshop.make("tool")

    assert readme(workshop) == "# A\n"


def test_new_text_of_a_notebook_is_a_change(workshop: Workshop) -> None:
    workshop.fill({TOOL: MODULE, "module_dir/sibling.py": SIBLING, NOTEBOOK: notebook("# One")})
    assert workshop.paa("release", "--root", workshop.repository.root).code == 0

    workshop.repository.write(NOTEBOOK, notebook("# Two"))
    edited = workshop.paa("release", "tool", "--root", workshop.repository.root)
    workshop.repository.commit("docs(tool): Say more")

    planned = json.loads(workshop.paa("plan", "--json", "--root", workshop.repository.root).out)
    assert [each["import_name"] for each in planned["releases"]] == ["tool"]
    assert edited.code == 0


def test_uncommitted_notebook_is_not_released(workshop: Workshop) -> None:
    workshop.fill({TOOL: MODULE, "module_dir/sibling.py": SIBLING})
    workshop.repository.write(NOTEBOOK, notebook("# New"))

    refused = workshop.paa("release", "--root", workshop.repository.root)

    assert refused.code == 3
    assert f"edited and not committed: {NOTEBOOK}" in refused.err


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param("{}", f"{NOTEBOOK}: no valid notebook: it says no `nbformat`", id="no notebook"),
        pytest.param(
            "{\n", f"{NOTEBOOK}:2: no valid notebook: Expecting property name enclosed in double quotes", id="cut"
        ),
    ],
)
def test_broken_notebooks_are_refused(workshop: Workshop, content: str, problem: str) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {}\n", NOTEBOOK: content})

    workshop.refused(3, (problem, "open it in Jupyter and save it, or remove it"))


def test_notebook_that_leads_out_of_the_repository_is_refused(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "private.ipynb").write_text(notebook("# Private"), encoding="utf-8")
    workshop.repository.write(NOTEBOOK, "").unlink()
    (workshop.repository.root / NOTEBOOK).symlink_to(tmp_path / "private.ipynb")
    workshop.fill({TOOL: "__package_metadata__ = {}\n"})

    workshop.refused(3, (f"{NOTEBOOK}: a link leads out of the repository", "put the file itself there"))


def test_notebook_is_run_with_the_package_as_it_is_built(workshop: Workshop, home: Path) -> None:
    code = (
        "import os, tool\nfrom pathlib import Path\nfrom tool import add\n"
        "Path('written').write_text('x')\n"
        "print(add(1), Path(tool.__file__).name, [n for n in os.environ if 'TOKEN' in n or 'SECRET' in n])"
    )
    workshop.fill({TOOL: MODULE, "module_dir/sibling.py": SIBLING, NOTEBOOK: notebook("# Adding", code, "1 + 1")})
    before = read_tree(workshop.repository.root)
    secrets = {"PAA_X_TOKEN": "x", "GITHUB_TOKEN": "x", "MY_SECRET": "x"}

    made = run_paa(
        "make-package", "tool", "--execute-notebook", "-o", workshop.output, cwd=workshop.repository.root, env=secrets
    )

    assert (made.code, made.err) == (0, "")
    assert readme(workshop) == (
        f"# tool\n\nAdd numbers.\n\n{INSTALL}\n## Adding\n\n```python\n{code}\n```\n\n"
        "```text\n2 __init__.py []\n```\n\n```python\n1 + 1\n```\n\n```text\n2\n```\n"
    )
    # Only what git keeps for paa's caches may be new.
    assert read_tree(workshop.repository.root) == before
    assert read_tree(home) == {}


def test_module_without_a_notebook_is_told(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED})

    made = workshop.make("tool", "--execute-notebook")

    assert (made.code, made.err) == (0, "note: module_dir/tool.py: there is no example notebook to be run\n")


def test_failing_cell_is_told(workshop: Workshop) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {}\n", NOTEBOOK: notebook("# A", "1", "raise ValueError('no')")})

    hint = "what it imports has to be installed for the kernel; its files are not beside it, only the package is there"
    workshop.refused(
        3, (f"{NOTEBOOK}, cell 3: the cell fails: ValueError: no", hint), words=("tool", "--execute-notebook")
    )


def test_dying_kernel_is_told(workshop: Workshop) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {}\n", NOTEBOOK: notebook("import os; os._exit(7)")})

    refused = workshop.make("tool", "--execute-notebook")

    assert (refused.code, refused.out) == (3, "")
    assert f"error: {NOTEBOOK}, cell 1: the cell fails: the kernel died\n" in refused.err


@pytest.mark.parametrize(
    ("configured", "words"),
    [
        pytest.param("python", ("--kernel-name", "no-such"), id="option"),
        pytest.param("no-such", (), id="configuration"),
    ],
)
def test_unknown_kernel_is_told(workshop: Workshop, configured: str, words: tuple[str, ...]) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {}\n", NOTEBOOK: notebook("1")})
    workshop.repository.config(f"module_dir: module_dir\nkernel_name: {configured}\n")
    workshop.repository.commit()

    workshop.refused(
        2,
        (
            "there is no kernel 'no-such'",
            "`jupyter kernelspec list` shows which there are; `python` is always there",
        ),
        words=("tool", "--execute-notebook", *words),
    )


def test_named_notebook_is_taken(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "other.ipynb").write_text(notebook("# Other", "6 * 7"), encoding="utf-8")
    workshop.fill({TOOL: "__package_metadata__ = {}\n", NOTEBOOK: notebook("# Conventional")})

    made = workshop.make("tool", "--example-notebook-path", tmp_path / "other.ipynb", "--execute-notebook")

    assert made.code == 0, made.err
    assert readme(workshop).endswith("## Other\n\n```python\n6 * 7\n```\n\n```text\n42\n```\n")


def test_named_notebook_that_is_not_there(workshop: Workshop, tmp_path: Path) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {}\n"})

    path = tmp_path / "no.ipynb"
    workshop.refused(2, (f"{path}: there is no such file", None), words=("tool", "--example-notebook-path", path))


def test_without_jupyter_the_extra_is_named(workshop: Workshop, tmp_path: Path) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {}\n", NOTEBOOK: notebook("1")})
    # Python takes a module that is None for one that is not there.
    code = "import sys; sys.modules['nbclient'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(code, encoding="utf-8")

    refused = run_paa(
        "make-package", "tool", "--execute-notebook", cwd=workshop.repository.root, env={"PYTHONPATH": str(tmp_path)}
    )

    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "error: executing a notebook needs Jupyter's client and kernel\n  hint: pip install 'paa[notebook]'\n"
    )


def test_packages_of_a_plan_run_no_notebook(workshop: Workshop) -> None:
    workshop.fill({TOOL: "__package_metadata__ = {}\n", NOTEBOOK: notebook("1")})
    plan = workshop.paa("plan", "--json", "--root", workshop.repository.root).out
    workshop.output.with_name("plan.json").write_text(plan, encoding="utf-8")

    workshop.refused(
        2,
        (
            "what is in the packages of a plan is told by its commit alone, notebooks too",
            "run the notebook in Jupyter, save it and commit it",
        ),
        words=("--plan", workshop.output.with_name("plan.json"), "--execute-notebook"),
    )
