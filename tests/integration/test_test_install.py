"""`paa test-install`: into a real environment, and used there."""

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support import Completed, FreshEnvironment, PackagingRepository, git, run, run_paa
from tests.support.installations import install, package_files, use
from tests.support.trees import read_tree
from tests.support.workshop import CONFIG, RELEASED

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("mode", [(), ("--editable",)], ids=["copied", "editable"])
def test_everything_works_from_another_folder(
    tools: PackagingRepository, environment: FreshEnvironment, mode: tuple[str, ...]
) -> None:
    installed = install(tools, environment, "tool", *mode)

    assert installed == Completed(
        0,
        f"installed sibling 0.0.1.dev0\ninstalled tool 0.0.1.dev0\n     into {environment.site_packages}\n"
        f"      try {environment.root / 'bin/tool'} --help\n",
        "",
    )
    assert use(environment, "import tool; print(tool.describe(), tool.__version__, tool.__doc__)") == (
        "part word sibling text 0.0.1.dev0 A tool."
    )
    assert environment.run("tool", cwd=environment.root) == Completed(0, "part word sibling text by part\n", "")
    pickled = "import pickle, tool; print(type(pickle.loads(pickle.dumps(tool.Thing()))) is tool.Thing)"
    assert use(environment, pickled) == "True"
    assert use(environment, "from tool.components.bundle.inner import word; print(word)") == "word"
    reads = "import importlib.resources as r, pkgutil; a = r.files('tool.artifacts') / 'text.txt'; print("
    reads += "a.read_text(), pkgutil.get_data('tool', 'artifacts/text.txt'), (r.files('tool') / 'artifacts').is_dir(),"
    reads += "sorted(p.name for p in r.files('tool').iterdir() if p.name == 'artifacts'))"
    assert use(environment, reads) == "text b'text' True ['artifacts']"


@pytest.mark.parametrize("mode", [(), ("--editable",)], ids=["copied", "editable"])
def test_repository_is_not_touched(
    tools: PackagingRepository, environment: FreshEnvironment, mode: tuple[str, ...]
) -> None:
    before, status = read_tree(tools.root), git(tools.root, "status", "--porcelain", "--ignored")

    install(tools, environment, "tool", *mode)
    use(environment, "import tool; tool.describe()")

    assert read_tree(tools.root) == before
    assert git(tools.root, "status", "--porcelain", "--ignored") == status == ""


def test_copies_live_without_the_repository(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    install(tools, environment, "tool")
    shutil.rmtree(tools.root)

    assert environment.run("tool", cwd=environment.root).out == "part word sibling text by part\n"


def test_reinstallation_leaves_no_stale_file(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    install(tools, environment, "tool", "--default-version", "1.0")
    use(environment, "import tool, tool.components.bundle.inner")
    shutil.rmtree(tools.root / "module_dir/components")
    (tools.root / "cli/tool.py").unlink()
    tools.module("tool", "name = 'new'\n")

    install(tools, environment, "tool", "--default-version", "0.5")

    assert package_files(environment, "tool") == {"__init__.py", "tool.py", "artifacts/text.txt"}
    assert not (environment.site_packages / "tool/components").exists()
    assert not (environment.root / "bin/tool").exists()
    assert environment.distributions == ("sibling-1.0", "tool-0.5")


def test_same_size_in_the_same_second(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    for name in ("one", "two", "six"):
        tools.module("tool", f"name = '{name}'\n")
        install(tools, environment, "tool", "--quiet")
        stamped = environment.site_packages / "tool/tool.py"
        os.utime(stamped, (1_700_000_000, 1_700_000_000))
        assert use(environment, "import tool; print(tool.name)") == name


def test_files_are_replaced_and_never_written_to(
    tools: PackagingRepository, environment: FreshEnvironment, tmp_path: Path
) -> None:
    install(tools, environment, "tool")
    # uv installs hard links into its cache.
    os.link(environment.site_packages / "tool/tool.py", tmp_path / "cached")
    cached = (tmp_path / "cached").read_bytes()
    tools.module("tool", "name = 'new'\n")

    install(tools, environment, "tool")

    assert (tmp_path / "cached").read_bytes() == cached
    assert use(environment, "import tool; print(tool.name)") == "new"


@pytest.mark.parametrize("mode", [(), ("--editable",)], ids=["copied", "editable"])
@pytest.mark.slow
def test_pip_uninstalls_everything(
    tools: PackagingRepository, environment: FreshEnvironment, mode: tuple[str, ...], tmp_path: Path
) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "venv", check=True)
    own = FreshEnvironment(tmp_path / "venv", None)
    before = read_tree(own.root)
    install(tools, own, "tool", *mode)
    use(own, "import tool; tool.describe()")

    run(own.python, "-m", "pip", "uninstall", "--yes", "tool", "sibling", check=True)

    caches = {name for name in read_tree(own.root) if "/pip/" in name or name.endswith(".pyc")}
    assert set(read_tree(own.root)) - caches == set(before) - caches
    assert environment.distributions == ()


def test_other_package_of_the_same_name_is_not_overwritten(
    tools: PackagingRepository, environment: FreshEnvironment
) -> None:
    stranger = environment.site_packages / "tool"
    stranger.mkdir()
    (stranger / "__init__.py").write_text("mine = True\n", encoding="utf-8")
    dist_info = environment.site_packages / "stranger-1.0.dist-info"
    dist_info.mkdir()
    (dist_info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8")
    (dist_info / "RECORD").write_text("tool/__init__.py,,\nstranger-1.0.dist-info/RECORD,,\n", encoding="utf-8")

    refused = install(tools, environment, "tool")

    assert refused == Completed(
        2,
        "",
        f"error: {stranger}/__init__.py: the package 'tool' is there already and belongs to stranger\n"
        "  hint: rename the module, or uninstall stranger first\n",
    )
    assert package_files(environment, "tool") == {"__init__.py"}
    assert environment.distributions == ("stranger-1.0",)
    assert (stranger / "__init__.py").read_text(encoding="utf-8") == "mine = True\n"


@pytest.mark.parametrize("there", ["tool.py", "tool/deep/module.py", "tool.cpython-311-x86_64-linux-gnu.so"])
def test_files_that_belong_to_nobody_are_not_overwritten(
    tools: PackagingRepository, environment: FreshEnvironment, there: str
) -> None:
    path = environment.site_packages / there
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")

    refused = install(tools, environment, "tool")

    assert (refused.code, refused.err) == (
        2,
        (
            f"error: {path}: there is something else that is imported as 'tool'\n"
            "  hint: rename the module; or remove this, if an interrupted installation left it\n"
        ),
    )


def test_other_command_is_not_overwritten(
    tools: PackagingRepository, environment: FreshEnvironment, tmp_path: Path
) -> None:
    """A command is often a link, as `python` is in a virtual environment: its target must not be written to."""
    taken, target = environment.root / "bin/taken", tmp_path / "target"
    target.write_bytes(b"precious")
    taken.symlink_to(target)
    tools.write("cli/tool.py", 'app = print\n__cli_metadata__ = {"name": "taken"}\n')

    refused = install(tools, environment, "tool")

    assert (refused.code, refused.err) == (
        2,
        (
            f"error: {taken}: the command 'taken' is there already and belongs to something else\n"
            "  hint: name the console script differently in `__cli_metadata__`, or uninstall the other one\n"
        ),
    )
    assert (taken.readlink(), target.read_bytes()) == (target, b"precious")
    assert not (environment.site_packages / "tool").exists()


def test_two_projects_with_one_command(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    tools.write("cli/sibling.py", 'app = print\n__cli_metadata__ = {"name": "tool"}\n')

    refused = install(tools, environment, "tool")

    assert refused == Completed(
        2,
        "",
        "error: sibling and tool both bring a command 'tool'\n"
        "  hint: name one of them differently in `__cli_metadata__`\n",
    )
    assert environment.distributions == ()


@pytest.mark.parametrize("lost", ["RECORD", "METADATA"])
def test_interrupted_installation_is_finished(
    tools: PackagingRepository, environment: FreshEnvironment, lost: str
) -> None:
    install(tools, environment, "tool")
    for folder in environment.site_packages.glob("*.dist-info"):
        (folder / lost).unlink()

    assert install(tools, environment, "tool").code == 0
    assert environment.run("tool", cwd=environment.root).out == "part word sibling text by part\n"


def test_module_without_metadata_is_installed_and_told(
    tools: PackagingRepository, environment: FreshEnvironment
) -> None:
    installed = install(tools, environment, "draft")

    assert (installed.code, installed.err) == (0, "")
    assert installed.out == (
        "installed sibling 0.0.1.dev0\n"
        "installed draft 0.0.1.dev0  (not for release: it has no __package_metadata__)\n"
        f"     into {environment.site_packages}\n"
        f"      try {environment.python} -c 'import draft; help(draft)'\n"
    )


def test_installation_is_a_document(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    installed = install(tools, environment, "tool", "draft", "--json")

    assert (installed.code, installed.err) == (0, "")
    about = {"version": "0.0.1.dev0", "named": True, "released": True, "scripts": []}
    assert json.loads(installed.out) == {
        "python": str(environment.python),
        "location": str(environment.site_packages),
        "requirements": [],
        "projects": [
            {"name": "sibling", "import_name": "sibling", **about, "named": False},
            {"name": "tool", "import_name": "tool", **about, "scripts": ["tool"]},
            {"name": "draft", "import_name": "draft", **about, "released": False},
        ],
    }


def test_records_say_where_it_comes_from(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    install(tools, environment, "tool", "-e")

    folder = environment.site_packages / "tool-0.0.1.dev0.dist-info"
    origin = json.loads((folder / "direct_url.json").read_text(encoding="utf-8"))
    assert origin == {"url": tools.root.as_uri(), "dir_info": {"editable": True}}
    assert (folder / "INSTALLER").read_text(encoding="utf-8") == "paa\n"


def wheel_of(name: str, version: str, folder: Path) -> Path:
    """Build a wheel of a module without any requirement."""
    repository = PackagingRepository(folder / f"{name}-{version}")
    repository.config(CONFIG)
    repository.module(name, f"{RELEASED}version = '{version}'\n")
    repository.commit()
    made = run_paa("make-package", name, "--default-version", version, "-o", folder, cwd=repository.root)
    assert made.code == 0
    return folder / f"{name}-{version}-py3-none-any.whl"


@pytest.fixture
def needy(repository: PackagingRepository) -> PackagingRepository:
    """Commit a module with a requirement that no index has."""
    repository.config(CONFIG)
    repository.module("needy", f'{RELEASED}import paa_needed  #>=1.5\n#@ paa-absent; python_version < "3"\n')
    repository.commit()
    return repository


def test_requirements_are_installed_where_they_lack(
    needy: PackagingRepository, environment: FreshEnvironment, tmp_path: Path
) -> None:
    old, new = (wheel_of("paa_needed", version, tmp_path) for version in ("1.0", "1.5"))
    offline: dict[str, str | None] = {
        "UV_OFFLINE": "1",
        "UV_FIND_LINKS": str(tmp_path),
        "UV_NO_INDEX": "1",
        "PIP_NO_INDEX": "1",
    }
    offline |= {"PIP_FIND_LINKS": str(tmp_path)}
    environment.install(old)

    first = install(needy, environment, "needy", **offline)
    # Now there is nowhere to take it from, and nothing to be taken.
    second = install(needy, environment, "needy", **offline | {"UV_FIND_LINKS": None, "PIP_FIND_LINKS": None})

    assert new.exists()
    assert (first.code, first.out.splitlines()[0]) == (0, "installed paa-needed>=1.5")
    assert (second.code, second.out.splitlines()[0]) == (0, "installed needy 0.0.1.dev0")
    assert use(environment, "import needy; print(needy.paa_needed.version)") == "1.5"


def test_requirement_that_cannot_be_installed(needy: PackagingRepository, environment: FreshEnvironment) -> None:
    offline = {"UV_NO_INDEX": "1", "PIP_NO_INDEX": "1"}

    failed = install(needy, environment, "needy", **offline)
    skipped = install(needy, environment, "needy", "--skip-deps-install", **offline)

    assert (failed.code, failed.out) == (6, "")
    assert failed.err.startswith("error: these requirements could not be installed: paa-needed>=1.5\n    ")
    assert failed.err.endswith(
        "\n  hint: is the name right, and the index reachable? --skip-deps-install leaves requirements alone\n"
    )
    assert (skipped.code, skipped.out.splitlines()[0]) == (0, "installed needy 0.0.1.dev0")


@pytest.fixture(scope="module")
def engine(new_environment: Callable[[], FreshEnvironment]) -> FreshEnvironment:
    """Install paa into an environment of its own: a uv beside its interpreter would be taken, whatever PATH says."""
    environment = new_environment()
    environment.install("--editable", CHECKOUT)
    return environment


@pytest.mark.slow
def test_pip_does_it_where_there_is_no_uv(needy: PackagingRepository, engine: FreshEnvironment, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "venv", check=True)
    own = FreshEnvironment(tmp_path / "venv", None)
    wheel_of("paa_needed", "1.5", tmp_path)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "sh"):
        (programs / name).symlink_to(str(shutil.which(name)))

    offline = {"PATH": str(programs), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    installed = engine.run("paa", "test-install", "needy", "--python", own.python, cwd=needy.root, env=offline)

    assert (installed.code, installed.err) == (0, "")
    assert use(own, "import needy; print(needy.paa_needed.version)") == "1.5"


def test_environment_may_be_named_by_its_folder(
    tools: PackagingRepository, environment: FreshEnvironment, tmp_path: Path
) -> None:
    """A relative path works, too: the console scripts name the interpreter absolutely."""
    inside = environment.root.parent
    for named in (environment.root.name, f"{environment.root.name}/bin/python"):
        installed = run_paa("test-install", "tool", "--root", tools.root, "--python", named, cwd=inside)
        assert (installed.code, installed.err) == (0, "")
        assert environment.run("tool", cwd=tmp_path).out == "part word sibling text by part\n"


@pytest.mark.parametrize("python", ["nowhere/python", ".", "/bin/cat", "/bin/true"])
def test_what_is_no_interpreter_is_refused(tools: PackagingRepository, python: str) -> None:
    refused = run_paa("test-install", "tool", "--python", python, cwd=tools.root)

    hint = "name the interpreter of an environment, or the environment's folder"
    assert (refused.code, refused.out, refused.err) == (
        2,
        "",
        f"error: {python}: this is no Python interpreter\n  hint: {hint}\n",
    )


def test_other_python_than_the_module_is_for(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    tools.module("tool", '__package_metadata__ = {"requires_python": "<3.11"}\n')

    refused = install(tools, environment, "tool")

    version = use(environment, "import platform; print(platform.python_version())")
    assert refused == Completed(
        2,
        "",
        f"error: {environment.python}: tool is for Python <3.11, and this is Python {version}\n"
        "  hint: name another interpreter with --python, or change `requires_python` of the module\n",
    )
    assert environment.distributions == ()


def test_externally_managed_python_is_refused(tools: PackagingRepository, tmp_path: Path) -> None:
    """Build an interpreter of its own: the program is copied, its library is linked, and the marker lies in it."""
    facts = "import sys, sysconfig; print(sys._base_executable, sysconfig.get_path('stdlib'), sep='\\n')"
    program, library = run(sys.executable, "-c", facts, check=True).out.split("\n")[:2]
    own = tmp_path / "system"
    folder = own / "lib" / Path(library).name
    folder.mkdir(parents=True)
    (own / "bin").mkdir()
    shutil.copy(Path(program).resolve(), own / "bin" / "python")
    for entry in Path(library).iterdir():
        if entry.name != "site-packages":
            (folder / entry.name).symlink_to(entry)
    (folder / "site-packages").mkdir()
    (folder / "EXTERNALLY-MANAGED").write_text("[externally-managed]\n", encoding="utf-8")
    if run(own / "bin/python", "-c", "import sys; print(sys.prefix)").out.strip() != str(own):
        pytest.skip("this Python cannot be moved")

    refused = run_paa("test-install", "tool", "--python", own / "bin/python", cwd=tools.root)

    assert refused == Completed(
        2,
        "",
        f"error: {own}/bin/python: the operating system manages this Python (PEP 668)\n"
        "  hint: make a virtual environment: python3 -m venv .venv, and run its paa or name its Python with --python\n",
    )
    assert list((folder / "site-packages").iterdir()) == []


def test_wrong_sources_install_nothing(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    tools.module("sibling", "def f(:\n")
    before, installed = read_tree(tools.root), read_tree(environment.root)

    refused = install(tools, environment, "tool", "draft")

    assert (refused.code, refused.out) == (3, "")
    assert refused.err.startswith("error: module_dir/sibling.py:1: syntax error: invalid syntax\n  hint: ")
    assert refused.err.count("error: module_dir") == 1
    assert (read_tree(tools.root), read_tree(environment.root)) == (before, installed)


def test_version_and_kept_source_trees_as_asked(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    installed = install(tools, environment, "tool", "--default-version", "3.1", "--keep-temp-files", "--quiet")
    kept = install(tools, environment, "tool", "--default-version", "3.1", "--keep-temp-files")

    folder = Path(kept.err.removeprefix("note: ").removesuffix(": the source trees are kept\n"))
    try:
        assert (installed.code, installed.err) == (0, "")
        assert installed.out.splitlines()[:2] == ["installed sibling 3.1", "installed tool 3.1"]
        assert (folder / "tool/tool/tool.py").is_file()
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
def test_no_progress_without_a_terminal_and_some_on_one(
    needy: PackagingRepository, engine: FreshEnvironment, environment: FreshEnvironment
) -> None:
    # An installer that takes its time, first on PATH; the real one is not to be slowed down without a network.
    uv = environment.root / "slow" / "uv"
    uv.parent.mkdir(exist_ok=True)
    uv.write_text("#!/bin/sh\nsleep 2\n", encoding="utf-8")
    uv.chmod(0o755)
    path = f"{uv.parent}{os.pathsep}{os.environ['PATH']}"

    words = ["test-install", "needy", "--python", str(environment.python)]
    silent = engine.run("paa", *words, cwd=needy.root, env={"PATH": path})
    shown = on_a_terminal(
        [str(engine.root / "bin/paa"), *words],
        cwd=needy.root,
        env=os.environ | {"PATH": path, "TERM": "xterm"},
    )

    assert (silent.code, silent.err) == (0, "")
    assert "installing paa-needed>=1.5" in shown


def on_a_terminal(command: list[str], *, cwd: Path, env: Mapping[str, str]) -> str:
    """Run a program on a terminal of its own and give everything that it shows there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=cwd, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # Linux tells the end of a terminal by an error.
            while chunk := os.read(ours, 4096):
                shown += chunk
        assert process.wait(timeout=60) == 0
    os.close(ours)
    return shown.decode()


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        pytest.param({"TERM": "xterm"}, True, id="terminal"),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param({"TERM": "dumb"}, False, id="terminal that cannot"),
    ],
)
@pytest.mark.parametrize("words", [("show", "config"), ("requirements", "needy")])
def test_colours_are_for_terminals_that_take_them(
    needy: PackagingRepository, words: tuple[str, ...], variables: Mapping[str, str], *, coloured: bool
) -> None:
    shown = on_a_terminal([sys.executable, "-m", "paa", *words], cwd=needy.root, env=os.environ | variables)

    assert ("\x1b[" in shown) is coloured


@pytest.mark.slow
def test_running_environment_is_the_default(
    tools: PackagingRepository, new_environment: Callable[[], FreshEnvironment], tmp_path: Path
) -> None:
    own = new_environment()
    own.install("--editable", CHECKOUT)

    installed = own.run("paa", "test-install", "tool", "--root", tools.root, cwd=tmp_path)

    assert (installed.code, installed.err) == (0, "")
    assert installed.out.splitlines()[-1] == f"      try {own.root / 'bin/tool'} --help"
    assert own.run("tool", cwd=tmp_path).out == "part word sibling text by part\n"
