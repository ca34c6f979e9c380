"""Setting a repository up, with real git: empty or existing, once or twice, here or in a clone."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from paa import __version__
from paa.config.load import load_settings
from paa.model.keys import KEYS
from paa.model.settings import Settings
from tests.support import PackagingRepository, assert_golden, git, run_paa

MINIMAL = [
    ".gitignore",
    ".paa.config",
    ".paa/package_licenses.json",
    ".paa/package_mapping.json",
    ".paa/pyproject/.gitkeep",
    ".paa/release_notes/.gitkeep",
    ".paa/requirements/.gitkeep",
    ".paa/tracking/lsts_package_versions.yml",
    ".paa/tracking/version_logs.csv",
    "extra_docs/.gitkeep",
    "python_modules/.gitkeep",
    "python_modules/components/.gitkeep",
    "tests/.gitkeep",
]
FOR_GITHUB = [
    ".github/actions/paa-pins/action.yml",
    ".github/dependabot.yml",
    ".github/docs/PIPELINES.md",
    ".github/docs/README_base.md",
    ".github/workflows/pull-request.yml",
    ".github/workflows/release.yml",
]
FOR_AZURE = [
    ".azure/azure-pipelines.yml",
    ".azure/docs/PIPELINES.md",
    ".azure/docs/README_base.md",
    ".azure/feeds/example_feed.yml",
    ".azure/jobs/build.yml",
    ".azure/jobs/check.yml",
    ".azure/jobs/plan.yml",
    ".azure/jobs/publish.yml",
    ".azure/jobs/record.yml",
    ".azure/jobs/summary.yml",
    ".azure/jobs/test.yml",
    ".azure/jobs/validate.yml",
    ".azure/jobs/verify.yml",
]
OTHER_FOLDERS = [
    f"{folder}/.gitkeep"
    for folder in (
        "api_routes",
        "artifacts",
        "cli",
        "drawio",
        "example_notebooks",
        "licenses",
        "mcp",
        "streamlit",
    )
]
NEXT = """\

next: put a module into python_modules/, for example my_tool.py
      paa test-install my-tool
"""
PIN = "      paa ci engine: it pins what the pipelines install\n"
ADD = "      paa feed add NAME --organization ORGANIZATION: it adds what the pipeline can release to\n"


def contents(root: Path) -> Mapping[str, bytes]:
    """Read every file of a work tree but git's own."""
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    read = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return dict(sorted(read.items()))


def listed(outcome: str, paths: Iterable[str]) -> str:
    return "".join(f"{outcome:13}  {path}\n" for path in sorted(paths))


def set_up(repository: PackagingRepository, *words: str) -> str:
    """Run `paa init-ppr` where it succeeds, and give what it printed."""
    done = run_paa("init-ppr", *words, cwd=repository.root)
    assert (done.code, done.err) == (0, "")
    return done.out


def refused(root: Path, *words: str) -> tuple[int, str]:
    """Run `paa` where it fails, and give exit code and stderr; nothing is printed or written."""
    before = contents(root)
    done = run_paa(*words, cwd=root)
    assert done.out == ""
    assert contents(root) == before
    return done.code, done.err


@pytest.mark.parametrize(
    ("words", "files"),
    [
        pytest.param(["--github"], [*MINIMAL, *FOR_GITHUB], id="github"),
        pytest.param(["--azure"], [*MINIMAL, *FOR_AZURE], id="azure"),
        pytest.param(["--azure", "--github"], [*MINIMAL, *FOR_AZURE, *FOR_GITHUB], id="both"),
        pytest.param(["--github", "--full"], [*MINIMAL, *FOR_GITHUB, *OTHER_FOLDERS, ".paa.ci.config"], id="full"),
    ],
)
def test_one_call_sets_up_what_survives_commit_and_clone(
    repository: PackagingRepository, tmp_path: Path, words: list[str], files: list[str]
) -> None:
    assert set_up(repository, *words) == listed("created", files) + NEXT + PIN + (ADD if "--azure" in words else "")
    written = contents(repository.root)
    assert list(written) == sorted(files)
    repository.commit()
    git(tmp_path, "clone", "--quiet", str(repository.root), "clone")
    assert contents(tmp_path / "clone") == written


def test_a_second_call_changes_nothing_and_says_so(repository: PackagingRepository) -> None:
    set_up(repository, "--github")
    before = contents(repository.root)
    times = {path: (repository.root / path).stat().st_mtime_ns for path in before}
    again = set_up(repository, "--github")
    # A folder that holds more than its placeholder is named itself.
    found = [*(set(before) - {"python_modules/.gitkeep"}), "python_modules/"]
    assert again == listed("already there", found) + "\nnothing to do: everything is there already\n"
    assert contents(repository.root) == before
    assert {path: (repository.root / path).stat().st_mtime_ns for path in before} == times


def test_the_other_platform_can_be_added_later(repository: PackagingRepository) -> None:
    set_up(repository, "--github")
    before = contents(repository.root)
    set_up(repository, "--azure")
    after = contents(repository.root)
    assert {path: after[path] for path in before} == before
    assert sorted(set(after) - set(before)) == FOR_AZURE


def test_the_tracking_files_hold_no_release(repository: PackagingRepository) -> None:
    set_up(repository, "--github")
    tracked = {path: text for path, text in contents(repository.root).items() if path.startswith(".paa/") and text}
    assert tracked == {
        ".paa/package_licenses.json": b"{}\n",
        ".paa/package_mapping.json": b"{}\n",
        ".paa/tracking/lsts_package_versions.yml": b"{}\n",
        ".paa/tracking/version_logs.csv": b"Timestamp,Package,Version\n",
    }


def test_the_github_config_publishes_to_pypi_and_names_the_licence(repository: PackagingRepository) -> None:
    repository.write("LICENSE", "Do as you like.\n")
    set_up(repository, "--github")
    assert (repository.root / ".paa.config").read_text(encoding="utf-8") == (
        "# The settings of this packaging repository. A key that is not here has its\n"
        "# default; `paa show config` prints all of them and where they come from.\n"
        "\n"
        "# Each <import_name>.py in this folder becomes a package of its own.\n"
        "module_dir: python_modules\n"
        "# Modules that several packages share.\n"
        "dependencies_dir: python_modules/components\n"
        "# Documentation and tests, in a folder per module.\n"
        "docs_dir: extra_docs\n"
        "tests_dir: tests\n"
        "\n"
        "# The oldest Python that the packages support.\n"
        'python_version: "3.10"\n'
        "# The first release is the next patch of this version.\n"
        'default_version: "0.0.0"\n'
        "\n"
        "# The licence of every package: its file, and its SPDX expression.\n"
        "license_path: LICENSE\n"
        "# license_label: MIT\n"
        "\n"
        "# The index that a release goes to: local (a folder), testpypi, pypi or another.\n"
        "publish_to: pypi\n"
    )


def test_the_azure_config_leaves_the_index_to_the_run(repository: PackagingRepository) -> None:
    set_up(repository, "--azure")
    text = (repository.root / ".paa.config").read_text(encoding="utf-8")
    assert "publish_to" not in text
    assert "# license_path: LICENSE\n" in text


def test_a_full_config_writes_every_default_below_its_meaning(repository: PackagingRepository) -> None:
    done = run_paa("init-config", "--full", cwd=repository.root)
    assert done.out == listed("created", [".paa.config"]) + "\nnext: paa show config\n"
    text = (repository.root / ".paa.config").read_text(encoding="utf-8")
    loaded = load_settings(text, where=".paa.config", environment={})
    assert loaded.settings == Settings()
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    positions = [next(n for n, line in enumerate(lines) if line.startswith(f"{key.name}:")) for key in KEYS]
    assert positions == sorted(positions)
    assert all(lines[position - 1].startswith("# ") for position in positions)


def test_an_existing_config_is_kept_and_its_folders_are_made(repository: PackagingRepository) -> None:
    config = "module_dir: source\r\ncli_dir: tools/cli\r\npaa_dir: tracking  # ours\r\n"
    repository.write(".paa.config", config.encode())
    set_up(repository, "--github")
    written = contents(repository.root)
    assert written[".paa.config"] == config.encode()
    assert [path for path in written if path.endswith(".gitkeep")] == [
        "source/.gitkeep",
        "tools/cli/.gitkeep",
        "tracking/pyproject/.gitkeep",
        "tracking/release_notes/.gitkeep",
        "tracking/requirements/.gitkeep",
    ]
    assert "`source/`" in written[".github/docs/README_base.md"].decode()


def test_an_existing_repository_keeps_what_it_has(repository: PackagingRepository) -> None:
    repository.write("python_modules/tool.py", "")
    repository.write("tests/tool/test_tool.py", "")
    repository.write(".paa/tracking/lsts_package_versions.yml", "tool: 1.2.3\n")
    repository.write(".paa/package_mapping.json", '{"cv2": "opencv-python"}')
    before = contents(repository.root)
    out = set_up(repository, "--github")
    after = contents(repository.root)
    assert {path: after[path] for path in before} == before
    assert not {"python_modules/.gitkeep", "tests/.gitkeep"} & set(after)
    assert "already there  python_modules/\n" in out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            b"dist\r\n!/build/\r\n*.egg-info/\r\n",
            b"dist\r\n!/build/\r\n*.egg-info/\r\n\r\n# What building, testing and releasing Python packages leave "
            b"behind\r\n"
            b"/.paa/index/\r\n__pycache__/\r\n*.py[cod]\r\n.venv/\r\n.pytest_cache/\r\n.ipynb_checkpoints/\r\n",
            id="crlf",
        ),
        pytest.param(
            b"/build/\n/dist/\n/.paa/index/\n*.egg-info/\n__pycache__/\n*.py[cod]\n.venv/\n.pytest_cache/\n\xff",
            b"/build/\n/dist/\n/.paa/index/\n*.egg-info/\n__pycache__/\n*.py[cod]\n.venv/\n.pytest_cache/\n\xff\n\n"
            b"# What building, testing and releasing Python packages leave behind\n.ipynb_checkpoints/\n",
            id="no-line-break-at-the-end-and-no-utf-8",
        ),
    ],
)
def test_an_ignore_file_gets_the_missing_lines(repository: PackagingRepository, before: bytes, after: bytes) -> None:
    repository.write(".gitignore", before)
    assert "completed      .gitignore\n" in set_up(repository, "--github")
    assert (repository.root / ".gitignore").read_bytes() == after
    assert "already there  .gitignore\n" in set_up(repository, "--github")
    assert (repository.root / ".gitignore").read_bytes() == after


def test_a_folder_called_build_is_not_ignored(repository: PackagingRepository, tmp_path: Path) -> None:
    repository.write(".paa.config", "module_dir: build\n")
    set_up(repository, "--github")
    repository.commit()
    git(tmp_path, "clone", "--quiet", str(repository.root), "clone")
    assert (tmp_path / "clone/build/.gitkeep").is_file()


def test_what_git_ignores_is_pointed_out(repository: PackagingRepository) -> None:
    repository.write(".gitignore", "*.csv\n/tests/\n")
    out = set_up(repository, "--github")
    assert [line for line in out.splitlines() if "ignores" in line] == [
        "created        .paa/tracking/version_logs.csv  (git ignores it)",
        "created        tests/.gitkeep  (git ignores it)",
        "next: add what git ignores with `git add --force`",
    ]


def test_json_lists_every_file(repository: PackagingRepository) -> None:
    done = run_paa("init-paa", "--json", cwd=repository.root)
    paths = [path for path in MINIMAL if path.startswith(".paa/")]
    assert json.loads(done.out) == {
        "root": str(repository.root),
        "entries": [{"path": path, "outcome": "created", "ignored": False} for path in paths],
    }
    assert list(contents(repository.root)) == paths


def test_a_config_needs_no_repository(tmp_path: Path) -> None:
    assert run_paa("init-config", tmp_path).code == 0
    assert list(contents(tmp_path)) == [".paa.config"]
    assert run_paa("init-config", "--full", tmp_path).out.startswith("already there  .paa.config\n")


def test_a_linked_work_tree_is_a_root(repository: PackagingRepository, tmp_path: Path) -> None:
    repository.commit()
    git(repository.root, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    assert run_paa("init-ppr", "--github", tmp_path / "linked").code == 0


def test_a_platform_must_be_chosen(repository: PackagingRepository) -> None:
    assert refused(repository.root, "init-ppr") == (
        2,
        "error: where will the pipelines run?\n  hint: add --github or --azure, or both\n",
    )


def test_a_repository_is_needed(tmp_path: Path) -> None:
    code, err = refused(tmp_path, "init-ppr", "--github")
    assert (code, err.splitlines()[0]) == (2, f"error: {tmp_path}: this is no git repository")
    assert "git init" in err


def test_the_root_is_needed(repository: PackagingRepository) -> None:
    folder = repository.write("inner/file.txt", "").parent
    for words in (["init-ppr", "--github"], ["init-paa"], ["init-config"]):
        assert refused(repository.root, *words, str(folder)) == (
            2,
            (
                f"error: {folder}: this folder is inside a git repository; the packages belong to its root, "
                f"{repository.root}\n  hint: name the root\n"
            ),
        )


def test_the_folder_must_exist(repository: PackagingRepository) -> None:
    assert refused(repository.root, "init-ppr", "--azure", "missing") == (
        2,
        "error: missing: there is no such folder\n  hint: make it first, or name another one\n",
    )


def test_a_broken_config_stops_everything(repository: PackagingRepository) -> None:
    repository.write(".paa.config", "modul_dir: source\n")
    assert refused(repository.root, "init-ppr", "--github") == (
        2,
        "error: .paa.config:1: unknown key `modul_dir`\n  hint: did you mean `module_dir`?\n",
    )


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        pytest.param("python_modules", "folder", id="modules"),
        pytest.param(".paa", "folder", id="tracking"),
        pytest.param(".github/docs", "folder", id="nested"),
    ],
)
def test_a_file_in_the_way_of_a_folder_is_named_once(repository: PackagingRepository, path: str, needed: str) -> None:
    repository.write(path, "precious")
    assert refused(repository.root, "init-ppr", "--github") == (
        2,
        f"error: {path}: a file stands where a {needed} is needed\n  hint: move it away\n",
    )


def test_a_folder_in_the_way_of_a_file_is_named(repository: PackagingRepository) -> None:
    (repository.root / ".paa.config").mkdir()
    assert refused(repository.root, "init-config") == (
        2,
        "error: .paa.config: a folder stands where a file is needed\n  hint: move it away\n",
    )


@pytest.mark.parametrize("target", [pytest.param("elsewhere", id="folder"), pytest.param("missing", id="dangling")])
def test_nothing_is_written_through_a_link(repository: PackagingRepository, tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repository.root / ".paa").symlink_to(tmp_path / target)
    (repository.root / ".gitignore").symlink_to(tmp_path / "missing")
    assert refused(repository.root, "init-ppr", "--github") == (
        2,
        (
            "error: .paa: a symbolic link stands where a folder is needed\n  hint: move it away\n"
            "error: .gitignore: a symbolic link stands where a file is needed\n  hint: move it away\n"
        ),
    )
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nothing_is_written_where_git_cannot_answer(repository: PackagingRepository) -> None:
    repository.write(".git/config", "[core\n")
    before = contents(repository.root)

    code, err = refused(repository.root, "init-ppr", "--github")

    assert code == 2
    assert err == (
        f"error: {repository.root}: git cannot tell which files it ignores: "
        "fatal: bad config line 1 in file .git/config\n"
        "  hint: `git status` fails in the same way: mend that, and run this again\n"
    )
    assert contents(repository.root) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_named(repository: PackagingRepository) -> None:
    repository.root.chmod(0o555)
    try:
        code, err = refused(repository.root, "init-ppr", "--github")
    finally:
        repository.root.chmod(0o755)
    message = f"error: {repository.root}: this folder cannot be written to\n  hint: change its permissions\n"
    assert (code, err) == (2, message)


def test_show_config_prints_every_key_with_its_origin(repository: PackagingRepository) -> None:
    text = "# ours\nmodule_dir: source\nclassifiers: ['Framework :: Jupyter :: JupyterLab :: Extensions']\n"
    repository.config(text, gated=True)
    folder = repository.write("source/tool.py", "").parent
    environment = {"PAA_MAKE_PACKAGE_CHECK_FULL_DEPENDENCIES_COMPATIBILITY": "no", "PAA_PYPI_TOKEN": "secret"}
    done = run_paa("show", "config", "--root", folder, env=environment)
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert_golden("show_config.txt", done.out.replace(f"paa=={__version__}", "paa==<version>"))


def test_show_config_as_json(repository: PackagingRepository) -> None:
    repository.config("module_dir: source\n")
    done = run_paa("show", "config", "--json", "--root", repository.root, env={"PAA_CLI_DIR": "tools"})
    shown = json.loads(done.out)
    assert list(shown) == [key.name for key in KEYS]
    assert shown["module_dir"] == {"value": "source", "origin": ".paa.config:1"}
    assert shown["cli_dir"] == {"value": "tools", "origin": "environment PAA_CLI_DIR"}
    assert shown["tests_dir"] == {"value": "tests", "origin": "default"}


def test_show_config_says_all_that_is_wrong(repository: PackagingRepository) -> None:
    repository.config("module_dir: /src\nadd_artifact: yes\n")
    assert refused(repository.root, "show", "config") == (
        2,
        (
            "error: .paa.config:1: `module_dir`: expected a path inside the repository, got '/src'\n"
            "  hint: a relative path, without `..` and not in .git\n"
            "error: .paa.config:2: unknown key `add_artifact`\n"
            "  hint: did you mean `add_artifacts`?\n"
        ),
    )


def test_show_config_needs_one(repository: PackagingRepository) -> None:
    assert refused(repository.root, "show", "config") == (
        2,
        (
            f"error: {repository.root}: there is no .paa.config, so this is no packaging repository yet\n"
            "  hint: write one with `paa init-config`, or set everything up with `paa init-ppr --github` or `--azure`\n"
        ),
    )
