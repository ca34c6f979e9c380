"""`paa site` and the options that ship a site: where it goes, what is refused, and that it is always the same."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import FreshEnvironment, PackagingRepository, git, run, run_paa
from tests.support.trees import read_sdist, read_tree, read_wheel
from tests.support.workshop import CONFIG, RELEASED, Workshop

PLACE = "tool/mkdocs/site/"
MODULE = '"""A tool."""\n\n' + RELEASED + '\n\ndef act() -> None:\n    """Act."""\n'


@pytest.fixture
def tool(repository: PackagingRepository) -> PackagingRepository:
    """Commit a repository with one module and a page."""
    repository.config(CONFIG)
    repository.module("tool", MODULE)
    repository.write("extra_docs/tool/guide.md", "# Guide\n\nDo this.\n")
    repository.commit("Begin")
    return repository


def site_of(archive: dict[str, bytes]) -> dict[str, bytes]:
    """Give the files of the site in an archive."""
    return {name.removeprefix(PLACE): content for name, content in archive.items() if name.startswith(PLACE)}


def test_site_goes_to_a_folder_of_its_name(tool: PackagingRepository) -> None:
    done = run_paa("site", "tool", cwd=tool.root)

    assert (done.code, done.err) == (0, "")
    assert done.out == f"{(tool.root / 'site/tool/index.html').as_uri()}\n"
    assert "<h1" in (tool.root / "site/tool/guide.html").read_text("utf-8")
    assert git(tool.root, "status", "--porcelain") == ""


def test_next_site_replaces_the_one_before_and_nothing_else(tool: PackagingRepository) -> None:
    run_paa("site", "tool", cwd=tool.root)
    tool.write("site/tool/mine.txt", "mine")
    (tool.root / "extra_docs/tool/guide.md").rename(tool.root / "extra_docs/tool/manual.md")

    done = run_paa("site", "tool", cwd=tool.root)

    assert (done.code, done.err) == (0, "")
    pages = {path for path in read_tree(tool.root / "site/tool") if "/" not in path}
    assert pages == {".gitignore", ".paa-site.json", "index.html", "manual.html", "mine.txt"}


def test_folder_of_somebody_else_is_refused(tool: PackagingRepository) -> None:
    mine = tool.write("docs/index.html", "mine")

    done = run_paa("site", "tool", "--output", "docs", cwd=tool.root)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: docs: the folder is not empty, and was not made by `paa site`\n"
        "  hint: name another with --output, or add --force: other files in it are left alone\n"
    )
    assert read_tree(tool.root / "docs") == {"index.html": b"mine"}
    assert mine.read_text() == "mine"


def test_force_writes_beside_what_is_there(tool: PackagingRepository) -> None:
    tool.write("docs/mine.html", "mine")

    done = run_paa("site", "tool", "--output", "docs", "--force", cwd=tool.root)

    assert (done.code, done.err) == (0, "")
    assert (tool.root / "docs/mine.html").read_text() == "mine"
    assert (tool.root / "docs/index.html").is_file()


@pytest.mark.parametrize("manifest", ['["../mine.txt", "/etc/passwd", 3, "mine.txt"]', "{", "[[]]"])
def test_manifest_removes_nothing_outside_the_folder(tool: PackagingRepository, manifest: str) -> None:
    tool.write("site/mine.txt", "mine")
    tool.write("site/tool/.paa-site.json", manifest)

    done = run_paa("site", "tool", cwd=tool.root)

    assert (done.code, done.err) == (0, "")
    assert (tool.root / "site/mine.txt").read_text() == "mine"


def test_file_in_the_way_is_refused(tool: PackagingRepository) -> None:
    tool.write("docs", "mine")

    done = run_paa("site", "tool", "--output", "docs", cwd=tool.root)

    assert (done.code, done.out) == (2, "")
    assert done.err == "error: docs: this is a file where a folder is needed\n  hint: name another with --output\n"


def test_file_in_the_place_of_the_usual_folder_is_refused(tool: PackagingRepository) -> None:
    tool.write("site", "mine")

    done = run_paa("site", "tool", cwd=tool.root)

    assert (done.code, done.out) == (2, "")
    assert done.err == "error: site: this is a file where a folder is needed\n  hint: name another with --output\n"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(("nothing",), 3, "module_dir: there is no module 'nothing'", id="no-module"),
        pytest.param(("tool", "--port", "8000"), 2, "--port is for --serve", id="port-alone"),
        pytest.param(("tool", "--serve", "--port", "70000"), 2, "port 70000 cannot be used: ports are 0", id="no-port"),
    ],
)
def test_wrong_words_are_refused(
    tool: PackagingRepository, workshop: Workshop, words: tuple[str, ...], code: int, message: str
) -> None:
    done = workshop.paa("site", *words, "--root", tool.root, "--quiet")

    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"error: {message}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_server_is_on_loopback_and_ends_when_asked(tool: PackagingRepository, number: signal.Signals) -> None:
    words = [sys.executable, "-m", "paa", "site", "tool", "--serve"]
    with subprocess.Popen(
        words, cwd=tool.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        address = urlsplit(server.stdout.readline().strip())
        connection = HTTPConnection(str(address.hostname), address.port or 0, timeout=20)
        answers = []
        for path in ("/", "/guide.html?x=1#y", "/search/search_index.json", "/../tool.py", "/nothing"):
            connection.request("GET", path)
            answer = connection.getresponse()
            answers.append((answer.status, answer.headers["Content-Type"].partition(";")[0], len(answer.read()) > 0))
        connection.request("HEAD", "/")
        head = connection.getresponse()
        assert (head.status, head.read()) == (200, b"")
        connection.close()
        server.send_signal(number)
        assert (server.wait(20), server.stdout.read(), server.stderr.read()) == (0, "", "")
    assert address.hostname == "127.0.0.1"
    assert answers == [
        (200, "text/html", True),
        (200, "text/html", True),
        (200, "application/json", True),
        (404, "text/html", True),
        (404, "text/html", True),
    ]
    assert not (tool.root / "site").exists()


def test_taken_port_is_refused(tool: PackagingRepository, workshop: Workshop) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = workshop.paa("site", "tool", "--serve", "--port", str(port), "--root", tool.root, "--quiet")

    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(rf"error: port {port} cannot be used: .*\n  hint: name another with --port, .*\n", done.err)


def test_package_ships_the_site_on_demand(tool: PackagingRepository) -> None:
    run_paa("site", "tool", "--output", "built", cwd=tool.root)
    built = read_tree(tool.root / "built")
    del built[".paa-site.json"]

    plain = run_paa("make-package", "tool", "--output-dir", "plain", cwd=tool.root)
    documented = run_paa("make-package", "tool", "--build-docs", cwd=tool.root)

    assert (plain.code, documented.code, documented.err) == (0, 0, "")
    assert site_of(read_wheel(tool.root / "plain/tool-0.0.1-py3-none-any.whl")) == {}
    assert site_of(read_wheel(tool.root / "dist/tool-0.0.1-py3-none-any.whl")) == built
    assert site_of(read_sdist(tool.root / "dist/tool-0.0.1.tar.gz")) == built


def test_same_commit_gives_the_same_bytes(tool: PackagingRepository, tmp_path: Path) -> None:
    tool.config(CONFIG + "add_mkdocs_site: true\n")
    tool.write("extra_docs/tool/drawing.md", "# Drawing\n\n```mermaid\nflowchart LR\n    A --> B\n```\n")
    tool.commit()
    made = run_paa("make-package", "tool", cwd=tool.root)
    git(tmp_path, "clone", "--quiet", tool.root, "another — place")
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    code = "import runpy, time; now = time.time; time.time = lambda: now() + 10**8; "
    code += "runpy.run_module('paa', run_name='__main__')"

    again = run(
        sys.executable, "-c", code, "make-package", "tool", cwd=tmp_path / "another — place", env=settings, check=True
    )

    assert (made.code, made.err, again.err) == (0, "", "")
    assert read_tree(tmp_path / "another — place" / "dist") == read_tree(tool.root / "dist")


def test_uncommitted_page_is_told(tool: PackagingRepository) -> None:
    tool.write("extra_docs/tool/guide.md", "# Another guide\n")

    plain = run_paa("make-package", "tool", cwd=tool.root)
    documented = run_paa("make-package", "tool", "--build-docs", cwd=tool.root)

    assert plain.err == ""
    assert documented.err.startswith("note: not committed: extra_docs/tool/guide.md\n")


def test_plan_knows_by_itself_what_is_shipped(tool: PackagingRepository, workshop: Workshop) -> None:
    done = workshop.paa("make-package", "--plan", "plan.json", "--build-docs", "--root", tool.root)

    assert (done.code, done.out) == (2, "")
    assert "add_mkdocs_site: true" in done.err


def test_release_ships_the_site_with_the_notes_of_the_release(tool: PackagingRepository) -> None:
    tool.config(CONFIG + "add_mkdocs_site: true\n")
    tool.commit("feat(tool): act with <b>care</b>")

    released = run_paa("release", cwd=tool.root)

    assert released.code == 0, released.err
    (wheel,) = (tool.root / ".paa/index").rglob("tool-*.whl")
    notes = site_of(read_wheel(wheel))["about/release-notes.html"].decode()
    assert wheel.name.split("-")[1] in notes
    assert "&lt;b&gt;care&lt;/b&gt;" in notes


def test_site_says_the_version_that_it_describes(tool: PackagingRepository) -> None:
    def version() -> str:
        assert run_paa("site", "tool", cwd=tool.root).code == 0
        page = (tool.root / "site/tool/index.html").read_text("utf-8")
        return " ".join(re.findall(r"<code>(0\.\d\.\d)</code>", page))

    before = version()
    run_paa("release", cwd=tool.root)
    after = version()
    tool.write("extra_docs/tool/guide.md", "# Guide\n\nDo that.\n")
    tool.commit("[tool] Do that")

    assert (before, after, version()) == ("0.0.1", "0.0.1", "0.0.2")


def test_page_that_is_not_committed_is_not_released(tool: PackagingRepository) -> None:
    tool.config(CONFIG + "add_mkdocs_site: true\n")
    tool.commit("Ship the site")
    tool.write("extra_docs/tool/new.md", "# New\n")

    released = run_paa("release", cwd=tool.root)

    assert released.code == 3
    assert "extra_docs/tool/new.md" in released.err


def test_copies_of_jupyter_stop_no_release(tool: PackagingRepository) -> None:
    tool.config(CONFIG + "add_mkdocs_site: true\n")
    tool.write(".gitignore", ".ipynb_checkpoints/\n*.draft.md\n")
    tool.commit("Ship the site")
    tool.write("extra_docs/tool/.ipynb_checkpoints/guide-checkpoint.ipynb", "{")
    released = run_paa("release", cwd=tool.root)
    tool.write("extra_docs/tool/guide.md", "# Guide\n\nDo that.\n")
    tool.commit("[tool] Do that")
    tool.write("extra_docs/tool/next.draft.md", "# Next\n")

    refused = run_paa("release", cwd=tool.root)

    assert released.code == 0, released.err
    assert refused.code == 3
    assert "ignored by git, and would be shipped: extra_docs/tool/next.draft.md" in refused.err


def test_switching_the_site_on_is_a_change(tool: PackagingRepository) -> None:
    run_paa("release", cwd=tool.root)
    before = run_paa("plan", cwd=tool.root)
    tool.config(CONFIG + "add_mkdocs_site: true\n")
    tool.commit("[tool] Ship the site")

    after = run_paa("plan", "--json", cwd=tool.root)

    assert "nothing to release" in before.out
    assert [each["import_name"] for each in json.loads(after.out)["releases"]] == ["tool"]


def test_wrong_page_is_one_clear_error(workshop: Workshop) -> None:
    workshop.fill(
        {
            "module_dir/tool.py": MODULE,
            "extra_docs/tool/broken.ipynb": "{",
            "extra_docs/tool/latin.md": "# Käse".encode("latin-1"),
        }
    )

    done = workshop.paa("site", "tool", "--root", workshop.repository.root, "--output", workshop.output)

    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "error: extra_docs/tool/broken.ipynb:1: no valid notebook: Expecting property name enclosed in double quotes\n"
        "  hint: open it in Jupyter and save it, or remove it\n"
        "error: extra_docs/tool/latin.md:1: the file is not UTF-8\n"
    )
    assert not workshop.output.exists()


def test_page_chooses_no_template(tool: PackagingRepository) -> None:
    for name, template in {"a": "gone.html", "b": "../../secret"}.items():
        tool.write(f"extra_docs/tool/{name}.md", f"---\ntemplate: {template}\n---\n# Guide\n")

    done = run_paa("site", "tool", cwd=tool.root)

    assert done.code == 0
    assert done.err.splitlines() == [
        f"note: extra_docs/tool: {name}.md names a template; all pages have the same one" for name in "ab"
    ]
    assert "Guide" in (tool.root / "site/tool/a.html").read_text("utf-8")


def test_icon_that_the_theme_lacks(tool: PackagingRepository) -> None:
    tool.write("extra_docs/tool/guide.md", "---\nicon: gone/for-good\n---\n# Guide\n")

    done = run_paa("site", "tool", cwd=tool.root)

    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines() == [
        "error: extra_docs/tool: a page asks the theme for .icons/gone/for-good.svg, which it does not have",
        "  hint: mend the `icon` between the lines `---` at the top of a page",
    ]
    assert not (tool.root / "site").exists()


def test_link_that_leads_nowhere_is_told(tool: PackagingRepository) -> None:
    tool.write("extra_docs/tool/guide.md", "# Guide\n\n[Gone](gone.md)\n")

    done = run_paa("site", "tool", cwd=tool.root)

    assert done.code == 0
    assert done.err.startswith("note: extra_docs/tool: ")
    assert "'gone.md'" in done.err


def test_picture_from_elsewhere_is_told(tool: PackagingRepository) -> None:
    tool.write(
        "extra_docs/tool/guide.md", "# Guide\n\n![Badge](https://stranger.invalid/a.svg) [x](https://b.invalid)\n"
    )

    done = run_paa("site", "tool", cwd=tool.root)

    assert (done.code, done.err) == (
        0,
        (
            "note: extra_docs/tool: guide.md shows https://stranger.invalid/a.svg, which no site loads: "
            "put the file beside the page\n"
        ),
    )


def test_hidden_files_and_folders_of_any_name(tool: PackagingRepository) -> None:
    tool.write("extra_docs/tool/.ipynb_checkpoints/guide.ipynb", "{")
    tool.write("extra_docs/tool/templates/page.markdown", "# Page\n\n<b id='own'>Mine</b>\n")

    done = run_paa("site", "tool", cwd=tool.root)

    assert (done.code, done.err) == (0, "")
    assert not (tool.root / "site/tool/.ipynb_checkpoints").exists()
    assert '<b id="own">' in (tool.root / "site/tool/templates/page.html").read_text("utf-8").replace("'", '"')


@pytest.mark.slow
def test_site_needs_its_extra_and_says_so(
    tool: PackagingRepository, new_environment: Callable[[], FreshEnvironment]
) -> None:
    environment = new_environment()
    environment.install(Path(__file__).parents[2])

    done = environment.run("paa", "site", "tool", cwd=tool.root)

    assert (done.code, done.out) == (2, "")
    assert done.err == "error: griffe is not installed\n  hint: pip install 'paa[mkdocs]'\n"


@pytest.mark.slow
@pytest.mark.parametrize("how", [(), ("--editable",)], ids=["copied", "editable"])
def test_installed_site_is_found(
    tool: PackagingRepository, new_environment: Callable[[], FreshEnvironment], how: tuple[str, ...]
) -> None:
    environment = new_environment()
    done = run_paa("test-install", "tool", "--build-mkdocs", *how, "--python", environment.python, cwd=tool.root)
    code = "from importlib.resources import files; import tool; "
    code += "print(files('tool').joinpath('mkdocs/site/guide.html').is_file())"

    assert (done.code, done.err) == (0, "")
    assert environment.run("python", "-c", code, cwd=environment.root, check=True).out == "True\n"
