"""The gate `licences`: what releases on an index on loopback say of their licences."""

import json
import os
import socket
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from packaging.version import Version

from paa.adapters.published import read_published
from paa.errors import IndexFailure
from paa.model.names import NormalizedName
from tests.support import Completed
from tests.support.programs import Programs, only_programs
from tests.support.stock import serve, stock_wheel
from tests.support.workshop import CONFIG, RELEASED, Workshop
from tests.unit.builders import described

GATED = f"{CONFIG}gates:\n  release: {{licences: fail}}\n"
PASSED = "licences: 1 project, every licence is allowed\n"
OSI = "Classifier: License :: OSI Approved ::"


def look_up(name: str) -> str:
    return f'  hint: look its licence up, and write it in .paa/package_licenses.json: {{"{name}": "…"}}\n'


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    return tmp_path / "stock"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    return only_programs(tmp_path / "programs", monkeypatch, "uv")


@pytest.fixture(autouse=True)
def index(stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: Programs) -> Iterator[None]:
    del programs  # where uv is
    stock.mkdir()
    with serve(stock) as address:
        for name, value in {
            "UV_CACHE_DIR": str(tmp_path / "cache"),
            "UV_DEFAULT_INDEX": address,
            "UV_HTTP_RETRIES": "0",
            "UV_NO_CONFIG": "1",
        }.items():
            monkeypatch.setenv(name, value)
        yield


def prepare(workshop: Workshop, *requirements: str, config: str = "", **overrides: str) -> None:
    workshop.repository.config(f"{GATED}{config}")
    workshop.repository.module("tool", "\n".join([RELEASED.rstrip(), *(f"#@ {each}" for each in requirements), ""]))
    if overrides:
        entries = {name.replace("_", "-"): value for name, value in overrides.items()}
        workshop.repository.write(".paa/package_licenses.json", json.dumps(entries, indent=2))
    workshop.repository.commit()


def check(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("check", "tool", "--only", "licences", *words, "--root", workshop.repository.root)


def refused(out: str, count: int = 1) -> Completed:
    findings = "1 finding" if count == 1 else f"{count} findings"
    return Completed(4, out, f"error: {findings}\n")


def test_allowed_licences_pass(workshop: Workshop, stock: Path) -> None:
    stock_wheel(stock, "paa-base", "1.0", fields=["License-Expression: MIT OR GPL-3.0-only"])
    stock_wheel(stock, "paa-top", "1.0", "paa-base", fields=[f"{OSI} MIT License"])
    prepare(workshop, "paa-top")

    assert check(workshop) == Completed(0, PASSED, "")


def test_every_licence_of_the_tree_counts(workshop: Workshop, stock: Path) -> None:
    stock_wheel(stock, "paa-a", "1.0", fields=["License-Expression: MIT AND (GPL-2.0-only OR SSPL-1.0)"])
    stock_wheel(stock, "paa-b", "1.0", fields=["License: BSD"])
    stock_wheel(stock, "paa-c", "1.0")
    stock_wheel(stock, "paa-d", "1.0", fields=["License: GPL-2.0"])
    stock_wheel(stock, "paa-top", "1.0", "paa-a", "paa-b", "paa-c", fields=[f"{OSI} Apache Software License"])
    prepare(workshop, "paa-top", "paa-d")

    expected = (
        "licences/refused\n"
        "  paa-a 1.0 is under MIT AND (GPL-2.0-only OR SSPL-1.0) (License-Expression), of which not allowed: "
        "GPL-2.0-only, SSPL-1.0\n"
        "  hint: do without paa-a, or allow the licence in `allowed_licenses` of .paa.config\n"
        "licences/unclear\n"
        '  paa-b 1.0 states "BSD" (License), which is no exact licence\n'
        f"{look_up('paa-b')}"
        "licences/unknown\n"
        "  paa-c 1.0 states no licence\n"
        f"{look_up('paa-c')}"
        "module_dir/tool.py:3: licences/refused\n"
        "  paa-d 1.0 is under GPL-2.0 (License), which is not allowed\n"
        "  hint: do without paa-d, or allow the licence in `allowed_licenses` of .paa.config\n"
        "module_dir/tool.py:2: licences/unclear\n"
        '  paa-top 1.0 states "Apache Software License" (Classifier), which is no exact licence\n'
        f"{look_up('paa-top')}"
    )
    assert check(workshop) == refused(expected, 5)
    assert workshop.paa("check-licenses", "tool", "--root", workshop.repository.root) == refused(expected, 5)


def test_looked_up_licences_come_first(workshop: Workshop, stock: Path) -> None:
    stock_wheel(stock, "paa-top", "1.0", fields=["License: BSD"])
    prepare(workshop, "paa-top", paa_top="BSD-3-Clause")

    assert check(workshop) == Completed(0, PASSED, "")

    prepare(workshop, "paa-top", paa_top="GPL-3.0-only")
    assert check(workshop) == refused(
        "module_dir/tool.py:2: licences/refused\n"
        "  paa-top 1.0 is under GPL-3.0-only (.paa/package_licenses.json), which is not allowed\n"
        "  hint: do without paa-top, or allow the licence in `allowed_licenses` of .paa.config\n"
    )


@pytest.mark.parametrize(
    ("config", "override", "out"),
    [
        pytest.param(
            "allowed_licenses: [mit, GPL]\n",
            "MIT",
            ".paa.config: licences/unavailable\n"
            "  allowed_licenses: 'GPL' is no SPDX licence expression\n"
            "  hint: did you mean 'AGPL-3.0-only'?\n",
            id="allow-list",
        ),
        pytest.param(
            "",
            "BSD License",
            ".paa/package_licenses.json:2: licences/unavailable\n"
            "  'BSD License' is no SPDX licence expression\n"
            "  hint: did you mean '0BSD'?\n",
            id="override",
        ),
    ],
)
def test_mistakes_in_what_is_allowed(workshop: Workshop, stock: Path, config: str, override: str, out: str) -> None:
    stock_wheel(stock, "paa-top", "1.0", fields=["License: MIT"])
    prepare(workshop, "paa-top", config=config, paa_top=override)

    outcome = check(workshop)

    assert (outcome.code, outcome.err) == (4, "error: 1 finding\n")
    head, hint = out.rsplit("  hint:", 1)
    assert outcome.out.startswith(head)
    assert hint


def test_unknown_licence_may_be_allowed(workshop: Workshop, stock: Path) -> None:
    stock_wheel(stock, "paa-top", "1.0")
    prepare(workshop, "paa-top", config="allowed_licenses: [mit, '-']\n")

    assert check(workshop) == Completed(0, PASSED, "")


def test_metadata_beside_the_wheel_is_read(workshop: Workshop, stock: Path) -> None:
    wheel = stock_wheel(stock, "paa-top", "1.0", fields=["License: never read"])
    content = "Metadata-Version: 2.4\nName: Paa_Top\nVersion: 1.0.0\nLicense-Expression: MIT\n\n"
    wheel.with_name(f"{wheel.name}.metadata").write_text(content, encoding="utf-8")
    prepare(workshop, "paa-top")

    assert check(workshop) == Completed(0, PASSED, "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("Name: paa-other\nVersion: 1.0\n\n", "its metadata is that of another release", id="other name"),
        pytest.param("Name: paa-top\nVersion: 2.0\n\n", "its metadata is that of another release", id="other version"),
        pytest.param("Name: paa-top\nVersion: new\n\n", "its metadata is that of another release", id="no version"),
        pytest.param("<html>", "its metadata is that of another release", id="garbage"),
    ],
)
def test_metadata_of_something_else_is_a_finding(workshop: Workshop, stock: Path, content: str, reason: str) -> None:
    wheel = stock_wheel(stock, "paa-top", "1.0", fields=["License: MIT"])
    wheel.with_name(f"{wheel.name}.metadata").write_text(content, encoding="utf-8")
    prepare(workshop, "paa-top")

    assert check(workshop) == refused(
        "module_dir/tool.py:2: licences/unavailable\n"
        f"  the licence of paa-top 1.0 cannot be read: {reason}\n"
        f"{look_up('paa-top')}"
    )


def test_sdist_is_read_and_never_built(workshop: Workshop, stock: Path, programs: Programs) -> None:
    """The index has nothing else; what it would run says so in a file."""
    trace = programs.folder / "was-run"
    files = {
        "PKG-INFO": "Metadata-Version: 2.4\nName: paa-top\nVersion: 1.0\nLicense-Expression: GPL-3.0-only\n\n",
        "setup.py": f"open({str(trace)!r}, 'w').close()\n",
        "pyproject.toml": "[project]\nname = 'paa-top'\nversion = '1.0'\n",
    }
    (stock / "paa-top").mkdir()
    with tarfile.open(stock / "paa-top/paa_top-1.0.tar.gz", "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"paa_top-1.0/{name}")
            member.size = len(text.encode())
            archive.addfile(member, BytesIO(text.encode()))
    prepare(workshop, "paa-top")

    assert check(workshop) == refused(
        "module_dir/tool.py:2: licences/refused\n"
        "  paa-top 1.0 is under GPL-3.0-only (License-Expression), which is not allowed\n"
        "  hint: do without paa-top, or allow the licence in `allowed_licenses` of .paa.config\n"
    )
    assert not trace.exists()


def test_folder_of_wheels_is_read(workshop: Workshop, stock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no index: uv names the files by their paths."""
    wheel = stock_wheel(stock, "paa-top", "1.0", fields=["License: MIT"])
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(wheel.parent))
    prepare(workshop, "paa-top")

    assert check(workshop) == Completed(0, PASSED, "")


def test_damaged_wheel_is_a_finding(workshop: Workshop, stock: Path, programs: Programs) -> None:
    wheel = stock_wheel(stock, "paa-top", "1.0", fields=["License: MIT"])
    wheel.write_bytes(b"no archive")
    lock = f'[[packages]]\\nname = "paa-top"\\nversion = "1.0"\\nwheels = [{{ path = "{wheel}" }}]\\n'
    programs.write("uv", resolving(f"printf '{lock}'; exit 0"))
    prepare(workshop, "paa-top")

    assert check(workshop) == refused(
        "module_dir/tool.py:2: licences/unavailable\n"
        "  the licence of paa-top 1.0 cannot be read: this is no whole archive: File is not a zip file\n"
        f"{look_up('paa-top')}"
    )


def test_archive_that_is_not_the_index_s_is_a_finding(workshop: Workshop, stock: Path, programs: Programs) -> None:
    stock_wheel(stock, "paa-top", "1.0", fields=["License: MIT"])
    address = f"{os.environ['UV_DEFAULT_INDEX']}paa-top/paa_top-1.0-py3-none-any.whl"
    hashes = f'hashes = {{ sha256 = "{"0" * 64}" }}'
    lock = f'[[packages]]\\nname = "paa-top"\\nversion = "1.0"\\nwheels = [{{ url = "{address}", {hashes} }}]\\n'
    programs.write("uv", resolving(f"printf '{lock}'; exit 0"))
    prepare(workshop, "paa-top")

    assert check(workshop) == refused(
        "module_dir/tool.py:2: licences/unavailable\n"
        "  the licence of paa-top 1.0 cannot be read: its archive is not the one that the index names\n"
        f"{look_up('paa-top')}"
    )


def test_installed_release_of_the_same_version_is_enough(workshop: Workshop, stock: Path) -> None:
    """What is installed for these tests states its licence; on the index there is nothing to be read."""
    from importlib.metadata import version

    installed = version("packaging")
    stock_wheel(stock, "packaging", installed, fields=["License: never read"])
    prepare(workshop, f"packaging=={installed}")

    assert check(workshop) == Completed(0, PASSED, "")


UNREACHED = "  hint: is the index reachable, and the address of it right? `--timeout` gives it more time\n"


def resolving(rest: str) -> str:
    """Write a uv that resolves, and does something else when it is asked for places."""
    return f'for word in "$@"; do\n  if [ "$word" = pylock.toml ]; then\n    {rest}\n  fi\ndone\necho paa-top==1.0'


@pytest.mark.parametrize(
    ("script", "said", "hint"),
    [
        pytest.param("exit 0", "what uv printed cannot be read", "  hint: pip install --upgrade uv\n", id="nothing"),
        pytest.param("echo '<'; exit", "what uv printed cannot be read", "  hint: pip install --upgrade uv\n", id="?"),
        pytest.param(
            "echo no >&2; exit 2", "uv does not find the releases on the index\n    no", UNREACHED, id="failure"
        ),
        pytest.param("kill -SEGV $$", "uv does not find the releases on the index", UNREACHED, id="crash"),
        pytest.param("sleep 60", "uv took too long to find the releases on the index", UNREACHED, id="timeout"),
    ],
)
def test_broken_uv_is_one_finding(workshop: Workshop, programs: Programs, script: str, said: str, hint: str) -> None:
    programs.write("uv", resolving(script))
    prepare(workshop, "paa-top")

    assert check(workshop, "--timeout", "2") == refused(
        f"licences/unavailable\n  the licences of 1 release cannot be read: {said}\n{hint}"
    )


def test_index_that_went_away_is_a_finding(workshop: Workshop, programs: Programs) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/paa_top-1.0-py3-none-any.whl"
        lock = f'[[packages]]\\nname = "paa-top"\\nversion = "1.0"\\nwheels = [{{ url = "{address}" }}]\\n'
        programs.write("uv", resolving(f"printf '{lock}'; exit 0"))
        prepare(workshop, "paa-top")

        outcome = check(workshop)

    assert outcome == refused(
        "module_dir/tool.py:2: licences/unavailable\n"
        f"  the licence of paa-top 1.0 cannot be read: {address}.metadata gives no answer: ConnectionError\n"
        f"{look_up('paa-top')}"
    )


def test_uv_is_not_installed(programs: Programs, tmp_path: Path) -> None:
    """Where pip resolved, nothing finds the releases."""
    programs.remove("uv")
    pin = NormalizedName("paa-top"), Version("1.0")

    with pytest.raises(IndexFailure) as caught:
        read_published({pin: ""}, python="3.11", folder=tmp_path, seconds=10)

    assert described(caught.value) == [("there is no uv to find releases on the index with", None, "pip install uv")]
