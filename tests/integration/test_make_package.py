"""`paa make-package`: what is in the archives, what they say of themselves, and that they work."""

import json
import shutil
from collections.abc import Callable
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support import Completed, FreshEnvironment, PackagingRepository, git, run_paa
from tests.support.golden import GOLDEN
from tests.support.repositories import WITHOUT_GATES
from tests.support.trees import assert_golden_tree, read_sdist, read_tree, read_wheel
from tests.support.workshop import RELEASED, Workshop

RICH = GOLDEN / "rich"


@pytest.fixture
def rich(repository: PackagingRepository) -> PackagingRepository:
    """Commit the repository of `tests/golden/rich/input`."""
    shutil.copytree(RICH / "input", repository.root, dirs_exist_ok=True)
    repository.commit()
    return repository


def make(repository: PackagingRepository, *words: str | Path) -> Completed:
    """Make packages of a repository in its root."""
    return run_paa("make-package", *words, cwd=repository.root)


def without_hashes(wheel: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what follows from the rest, and the version of the backend."""
    return {name: content for name, content in wheel.items() if not name.endswith(("/RECORD", "/WHEEL"))}


def test_wheel_is_as_expected(rich: PackagingRepository) -> None:
    made = make(rich, "tool-box")

    assert (made.code, made.err) == (0, "")
    wheel = read_wheel(rich.root / "dist/tool_box-0.0.1-py3-none-any.whl")
    assert_golden_tree("rich/expected", without_hashes(wheel))
    assert sorted(set(wheel) - set(without_hashes(wheel))) == [
        "tool_box-0.0.1.dist-info/RECORD",
        "tool_box-0.0.1.dist-info/WHEEL",
    ]


def test_metadata_says_what_the_source_says(rich: PackagingRepository) -> None:
    make(rich, "tool-box")

    wheel = read_wheel(rich.root / "dist/tool_box-0.0.1-py3-none-any.whl")
    metadata = message_from_bytes(wheel["tool_box-0.0.1.dist-info/METADATA"])
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE"]
    assert metadata.get_all("Requires-Dist") == [
        "pyyaml[fast]<7,>=6",
        "six>=1.16",
        "tool-helper>=2.0",
        "typer",
        "tzdata>=2024.1; sys_platform == 'win32'",
        "orjson>=3; (python_version < '4') and extra == 'all'",
        "rich>=13; extra == 'all'",
        "orjson>=3; (python_version < '4') and extra == 'fast-mode'",
        "rich>=13; extra == 'rich'",
    ]
    readme = (GOLDEN / "rich/expected/tool_box-0.0.1.dist-info/METADATA").read_bytes().partition(b"\n\n")[2]
    assert read_sdist(rich.root / "dist/tool_box-0.0.1.tar.gz")["README.md"] == readme


def test_sdist_holds_the_sources_of_the_wheel(rich: PackagingRepository) -> None:
    make(rich, "tool-box")

    sdist = read_sdist(rich.root / "dist/tool_box-0.0.1.tar.gz")
    wheel = read_wheel(rich.root / "dist/tool_box-0.0.1-py3-none-any.whl")
    package = {name: content for name, content in wheel.items() if ".dist-info/" not in name}
    assert {name: sdist.pop(name) for name in package} == package
    assert sorted(sdist) == ["LICENSE", "NOTICE", "PKG-INFO", "README.md", "pyproject.toml"]


def test_all_makes_every_released_module_and_nothing_else(rich: PackagingRepository) -> None:
    rich.module("draft", "x = 1\n")
    rich.module("conftest", "x = 1\n")
    rich.module("__init__", "")
    rich.commit()

    made = make(rich, "--all")

    assert made.code == 0
    assert made.err == "note: module_dir/draft.py: not for release: it has no __package_metadata__\n"
    assert [line for line in made.out.splitlines() if not line.startswith(" ")] == ["tool-helper 2.0", "tool-box 0.0.1"]
    assert sorted(read_tree(rich.root / "dist")) == [
        "tool_box-0.0.1-py3-none-any.whl",
        "tool_box-0.0.1.tar.gz",
        "tool_helper-2.0-py3-none-any.whl",
        "tool_helper-2.0.tar.gz",
    ]


@pytest.mark.slow
def test_every_form_of_import_works(
    rich: PackagingRepository, new_environment: Callable[[], FreshEnvironment], tmp_path: Path
) -> None:
    # The requirements of the case are made up; here only the imports of the repository's own files are of interest.
    make(rich, "--all")
    environment = new_environment()
    wheels = sorted((rich.root / "dist").glob("*.whl"))
    shutil.rmtree(rich.root / "module_dir")
    for name in ("six", "yaml", "ignored_completely"):
        (environment.site_packages / f"{name}.py").write_text("moves = 1\n", encoding="utf-8")
    code = "import sys; sys.path[:0] = sys.argv[1:]; import tool_box as t; print(t.answer(), t.größe(), t.__version__)"

    used = environment.run("python", "-W", "error", "-c", code, *wheels, cwd=tmp_path)

    assert (used.code, used.out, used.err) == (0, "42 import components.plain 1 0.0.1\n", "")


@pytest.mark.slow
def test_components_may_be_called_like_modules_of_the_standard_library(
    workshop: Workshop, environment: FreshEnvironment, tmp_path: Path
) -> None:
    source = (
        f"{RELEASED}import json\nfrom components.json import f\nfrom components import path as p\n"
        "def g():\n    import components.types as t\n    return json.dumps([f(), p.q, t.x])\n"
    )
    workshop.fill(
        {
            "module_dir/tool.py": source,
            "module_dir/components/json.py": 'import json\ndef f():\n    return json.loads("1")\n',
            "module_dir/components/path.py": 'from os.path import join\nq = join("a", "b")\n',
            "module_dir/components/types.py": "import types\nx = types.SimpleNamespace.__name__\n",
        }
    )

    assert workshop.make("tool").code == 0
    environment.install(*workshop.output.glob("*.whl"))
    used = environment.run("python", "-c", "import tool; print(tool.g())", cwd=tmp_path)

    assert (used.out, used.err) == ('[1, "a/b", "SimpleNamespace"]\n', "")


def test_json_document(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED})

    made = workshop.make("tool", "--json")

    (package,) = json.loads(made.out)
    kinds = {each.pop("kind"): each for each in package.pop("distributions")}
    assert package == {"name": "tool", "import_name": "tool", "version": "0.0.1"}
    for kind, name in (("wheel", "tool-0.0.1-py3-none-any.whl"), ("sdist", "tool-0.0.1.tar.gz")):
        path = workshop.output / name
        assert sorted(kinds[kind]) == ["path", "sha256", "size"]
        assert kinds[kind]["path"] == str(path)
        assert kinds[kind]["size"] == path.stat().st_size
        assert kinds[kind]["sha256"] == sha256(path.read_bytes()).hexdigest()


def test_output_is_the_result_and_nothing_else(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": '__package_metadata__ = {"colour": "red"}\n'})

    loud, quiet = workshop.make("tool"), workshop.make("tool", "--quiet")

    size = {path.suffix: path.stat().st_size for path in workshop.output.iterdir()}
    assert size[".gz"] < 1000 < size[".whl"]
    out = workshop.output
    assert loud.out == (
        f"tool 0.0.1\n  {out}/tool-0.0.1-py3-none-any.whl  {size['.whl'] / 1000:.1f} kB\n"
        f"  {out}/tool-0.0.1.tar.gz  {size['.gz']} B\n"
    )
    assert loud.err == "note: module_dir/tool.py:1: 'colour' in __package_metadata__ means nothing to paa\n"
    assert quiet == Completed(0, loud.out, "")


@pytest.mark.parametrize(
    ("recorded", "stated", "option", "version"),
    [
        pytest.param(None, None, None, "0.0.1", id="first"),
        pytest.param("1.2.3", None, None, "1.2.4", id="next"),
        pytest.param("1.2.3", "2.0", None, "2.0", id="stated"),
        pytest.param("1.2.3", "1.0", None, "1.2.4", id="stated and gone"),
        pytest.param("1.2.3", "2.0", "0.9rc1", "0.9rc1", id="option"),
    ],
)
def test_version(
    workshop: Workshop, recorded: str | None, stated: str | None, option: str | None, version: str
) -> None:
    entry = f'"version": "{stated}"' if stated else ""
    tracking = {".paa/tracking/lsts_package_versions.yml": f"tool: {recorded}\n"} if recorded else {}
    workshop.fill({"module_dir/tool.py": f"__package_metadata__ = {{{entry}}}\n", **tracking})

    workshop.make("tool", *(["--default-version", option] if option else []))

    assert (workshop.output / f"tool-{version}-py3-none-any.whl").exists()


def test_kept_source_tree_can_be_built(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED})

    made = workshop.make("tool", "--keep-temp-files")

    folder = Path(made.err.removeprefix("note: ").removesuffix(": the source trees are kept\n"))
    try:
        assert sorted(read_tree(folder / "tool")) == ["README.md", "pyproject.toml", "tool/__init__.py", "tool/tool.py"]
    finally:
        shutil.rmtree(folder)


def test_path_options(workshop: Workshop, tmp_path: Path) -> None:
    workshop.fill(
        {
            "module_dir/components/a.py": "b = 'conventional'\n",
            "parts/a.py": "b = 'named'\n",
            "other.config": f"module_dir: module_dir\nlicense_label: MIT\n{WITHOUT_GATES}",
        }
    )
    files = {
        "--module-filepath": ("tool.py", RELEASED + "from parts.a import b\nimport strange\n"),
        "--cli-module-filepath": ("commands.py", "from tool import b\napp = b\n"),
        "--fastapi-routes-filepath": ("web.py", "router = None\n"),
        "--mapping-filepath": ("names.json", '{"strange": "well-known"}'),
    }
    words: list[str | Path] = ["--config", workshop.repository.root / "other.config"]
    words += ["--dependencies-dir", workshop.repository.root / "parts"]
    for option, (name, content) in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        words += [option, tmp_path / name]

    made = workshop.make("tool", *words)

    assert (made.code, made.err) == (0, "")
    wheel = read_wheel(workshop.output / "tool-0.0.1-py3-none-any.whl")
    metadata = message_from_bytes(wheel["tool-0.0.1.dist-info/METADATA"])
    assert wheel["tool/components/a.py"] == b"b = 'named'\n"
    assert wheel["tool/cli.py"] == b"from tool import b\napp = b\n"
    assert wheel["tool/routes.py"] == b"router = None\n"
    assert (metadata["License-Expression"], metadata["Requires-Dist"]) == ("MIT", "well-known")


@pytest.mark.parametrize("command", ["make-package", "test-install"])
def test_named_module_that_is_not_there(workshop: Workshop, command: str, tmp_path: Path) -> None:
    """The module of that name in the repository does not take its place."""
    workshop.fill({"module_dir/tool.py": RELEASED})
    gone = tmp_path / "tool.py"

    refused = workshop.paa(command, "tool", "--module-filepath", gone, "--root", workshop.repository.root)

    hint = "--module-filepath names a module"
    assert refused == Completed(2, "", f"error: {gone}: there is no such file\n  hint: {hint}\n")


@pytest.mark.parametrize("command", ["make-package", "test-install"])
def test_file_of_another_module_is_refused(workshop: Workshop, command: str, tmp_path: Path) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED})
    other = tmp_path / "other.py"
    other.write_text(RELEASED, encoding="utf-8")

    refused = workshop.paa(command, "tool", "--module-filepath", other, "--root", workshop.repository.root)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "error: --module-filepath names the module 'other', and not 'tool'\n"
        "  hint: the file has the name of its module\n"
    )


def test_repository_is_not_touched(rich: PackagingRepository, tmp_path: Path) -> None:
    before, ignored = read_tree(rich.root), git(rich.root, "status", "--porcelain", "--ignored")

    made = make(rich, "--all", "--output-dir", tmp_path / "elsewhere")

    assert made.code == 0
    assert read_tree(rich.root) == before
    assert git(rich.root, "status", "--porcelain", "--ignored") == ignored == ""


@pytest.mark.slow
def test_several_console_scripts_run(
    workshop: Workshop, new_environment: Callable[[], FreshEnvironment], tmp_path: Path
) -> None:
    workshop.fill(
        {
            "module_dir/tool.py": RELEASED,
            "cli/tool.py": '__cli_metadata__ = {"name": "one", "scripts": {"other-one": "other"}}\n'
            'def app():\n    print("app")\n\n\ndef other():\n    print("other")\n',
        }
    )
    assert workshop.make("tool").code == 0
    environment = new_environment()
    environment.install(*workshop.output.glob("*.whl"))
    shutil.rmtree(workshop.repository.root)

    printed = [environment.run(name, cwd=tmp_path).out for name in ("one", "other-one")]

    assert printed == ["app\n", "other\n"]
