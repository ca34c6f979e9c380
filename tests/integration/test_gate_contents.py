"""The gate `contents`: what is in wheel and sdist that nobody should get, and whether they can be made again."""

import os
from pathlib import Path

import pytest

from tests.support import Completed
from tests.support.workshop import RELEASED, Files, Workshop

PASSED = "contents: 1 project, nothing in the archives that does not belong there\n"
TOOL = "module_dir/tool.py"
# Assembled, so that no file of this repository holds the shape of a secret.
KEY = "-----BEGIN " + "RSA PRIVATE KEY-----"
TOKEN = "gh" + "p_" + "a" * 36
REVOKE = "  hint: read it from the environment when the package runs, and have the one that stood here revoked\n"


def check(workshop: Workshop, files: Files, *words: str) -> Completed:
    workshop.fill(files)
    return workshop.paa("check", "tool", "--only", "contents", *words, "--root", workshop.repository.root)


def found(count: int) -> str:
    return "error: 1 finding\n" if count == 1 else f"error: {count} findings\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({TOOL: RELEASED}, id="small"),
        pytest.param(
            {
                TOOL: f"{RELEASED}from components.test_bench import x\n",
                "module_dir/components/test_bench.py": "x = '/home/user/data'\n",
                "cli/tool.py": "app = None\n",
                "artifacts/tool/.env.example": "TOKEN=\n",
                "artifacts/tool/deep/table.csv": "a,b\n",
                "licenses/tool/LICENSE": "MIT\n",
            },
            id="every part",
        ),
    ],
)
def test_what_belongs_there_passes(workshop: Workshop, files: Files) -> None:
    assert check(workshop, files) == Completed(0, PASSED, "")


@pytest.mark.parametrize(
    ("files", "out"),
    [
        pytest.param(
            {TOOL: f'{RELEASED}\n\nKEY = """\n{KEY}\n"""\n'},
            f"module_dir/tool.py:5: contents/secret\n  this is a private key\n{REVOKE}",
            id="key",
        ),
        pytest.param(
            {
                TOOL: f"{RELEASED}from components.part import x\n",
                "module_dir/components/part.py": f"\nx = {TOKEN!r}\n",
            },
            f"module_dir/components/part.py:2: contents/secret\n  this is a GitHub token\n{REVOKE}",
            id="token in a component",
        ),
        pytest.param(
            {TOOL: RELEASED, "artifacts/tool/.env": "A=1\n"},
            "artifacts/tool/.env: contents/secret\n"
            "  a file of secrets is in the package\n"
            "  hint: move it out of the folder of what is shipped, and have replaced what was ever published\n",
            id="file of secrets",
        ),
        pytest.param(
            {TOOL: RELEASED, "artifacts/tool/tests/test_it.py": "x = 1\n"},
            "artifacts/tool/tests/test_it.py: contents/tests\n"
            "  a test is in the package\n"
            "  hint: keep tests in `tests_dir`, where they are run against the package\n",
            id="test",
        ),
        pytest.param(
            {TOOL: RELEASED, "artifacts/tool/a.pyc": b"\xa7\r\r\n\0\0\0\0"},
            "artifacts/tool/a.pyc: contents/bytecode\n  bytecode is in the package\n  hint: delete it\n",
            id="bytecode",
        ),
        pytest.param(
            {TOOL: RELEASED, "artifacts/tool/a.txt~": "x"},
            "artifacts/tool/a.txt~: contents/litter\n"
            "  a file that tools leave behind is in the package\n"
            "  hint: delete it\n",
            id="litter",
        ),
        pytest.param(
            {TOOL: f"{RELEASED}FOLDER = '/home/grace/data'\nOTHER = 'C:\\\\Users\\\\me'\n"},
            "module_dir/tool.py:2: contents/absolute-path\n"
            "  the folder /home/grace is of one machine alone\n"
            "  hint: find files by `importlib.resources`, or ask who calls for a folder\n",
            id="somebody's home",
        ),
    ],
)
def test_what_does_not_belong_there(workshop: Workshop, files: Files, out: str) -> None:
    assert check(workshop, files) == Completed(4, out, found(1))


def test_folder_of_this_machine(workshop: Workshop) -> None:
    root = workshop.repository.root

    refused = check(workshop, {TOOL: f"{RELEASED}FOLDER = '{root}/data'\n"})

    assert refused == Completed(
        4,
        "module_dir/tool.py:2: contents/absolute-path\n"
        f"  the folder {root} is of one machine alone\n"
        "  hint: find files by `importlib.resources`, or ask who calls for a folder\n",
        found(1),
    )


def test_package_that_cannot_be_built(workshop: Workshop) -> None:
    refused = check(workshop, {TOOL: RELEASED, "artifacts/tool/a.json.link": "http://127.0.0.1:1/a.json\n"})

    assert (refused.code, refused.err) == (4, found(1))
    assert refused.out.partition(": ")[2].startswith("contents/build\n  tool cannot be built: ")


@pytest.mark.slow
def test_archive_that_is_too_large_for_its_index(workshop: Workshop) -> None:
    workshop.fill({TOOL: RELEASED})
    config = workshop.repository.root / ".paa.config"
    config.write_text(f"{config.read_text('utf-8')}publish_to: pypi\n", encoding="utf-8")
    workshop.repository.write("artifacts/tool/model.bin", os.urandom(100_500_000))

    refused = workshop.paa("check", "tool", "--only", "contents", "--root", workshop.repository.root)

    out = "".join(
        f"module_dir/tool.py: contents/size\n  {name} has 101 MB, and the index 'pypi' takes 100\n"
        "  hint: fetch large data when the package runs, or ask the index for a higher limit\n"
        for name in ("tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz")
    )
    assert refused == Completed(4, out, found(2))


def test_release_refuses_it_before_anything_is_published(workshop: Workshop) -> None:
    workshop.fill({TOOL: f"{RELEASED}x = {TOKEN!r}\n"})

    refused = workshop.paa("release", "--root", workshop.repository.root)

    assert (refused.code, refused.out) == (4, "")
    assert refused.err.startswith("error: module_dir/tool.py:2: contents/secret: this is a GitHub token\n")
    assert TOKEN not in refused.err
    assert not (workshop.repository.root / ".paa/index").exists()
    assert not list(Path(workshop.repository.root, ".git/refs/tags").iterdir())
