"""Data files that are named by addresses: fetched from a real server, pinned, and in every archive."""

import hashlib
import json
import shutil
import signal
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from paa.model.names import ImportName
from paa.pipeline.make import PARCEL
from paa.pipeline.repository import open_repository
from paa.pipeline.sources import Reader
from tests.support import Completed, FreshEnvironment, PackagingRepository, git, run, run_paa
from tests.support.installations import install, use
from tests.support.trees import read_sdist, read_tree, read_wheel
from tests.support.web import Site, answer, chunks, file, redirect, serve
from tests.support.workshop import RELEASED, Workshop

TOOL = "module_dir/tool.py"
LINK = "artifacts/tool/model.bin.link"
LOCK = ".paa/artifacts.lock"
CONTENT = b"weights"
HASH = hashlib.sha256(CONTENT).hexdigest()
COMMIT = "commit it: a release takes only what it names"


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve one file."""
    with serve({"/model": file(CONTENT)}) as running:
        yield running


@pytest.fixture
def linked(workshop: Workshop, site: Site) -> Workshop:
    """Commit a repository whose one artifact is on the server."""
    workshop.fill({TOOL: RELEASED, LINK: f"{site.address}/model\n"})
    return workshop


def entry(site: Site, content: bytes = CONTENT, *, project: str = "tool", name: str = "model.bin") -> str:
    """Write an entry as the lock has it."""
    key = name if name.isidentifier() else f'"{name}"'
    return (
        f'[artifacts.{project}.{key}]\nurl = "{site.address}/model"\n'
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"\nsize = {len(content)}\n'
    )


def locked(repository: PackagingRepository) -> str:
    """Give the lock without its comment."""
    return (repository.root / LOCK).read_text("utf-8").partition("format = 1\n\n")[2]


def artifacts(folder: Path) -> dict[str, bytes]:
    """Read the artifacts in the wheel of a folder, and see that the sdist has the same."""
    (wheel,) = folder.rglob("*.whl")
    (sdist,) = folder.rglob("*.tar.gz")
    packed = [
        {name.partition("/artifacts/")[2]: content for name, content in files.items() if "/artifacts/" in name}
        for files in (read_wheel(wheel), read_sdist(sdist))
    ]
    assert packed[0] == packed[1]
    return packed[0]


def release(workshop: Workshop) -> Completed:
    return workshop.paa("release", "--root", workshop.repository.root)


def lock(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("artifacts", "lock", *words, "--root", workshop.repository.root)


def test_first_build_fetches_and_pins(linked: Workshop, site: Site) -> None:
    made = linked.make("tool")

    assert (made.code, made.err) == (
        0,
        f"note: {LOCK}: pinned what was fetched: artifacts/model.bin of tool\n  hint: {COMMIT}\n",
    )
    assert artifacts(linked.output) == {"model.bin": CONTENT, "model.bin.link": f"{site.address}/model\n".encode()}
    assert locked(linked.repository) == entry(site)
    assert linked.repository.status() == f"?? {LOCK}"


def test_second_build_asks_nobody(linked: Workshop, site: Site) -> None:
    linked.make("tool")
    first = read_tree(linked.output)
    shutil.rmtree(linked.output)

    made = linked.make("tool")

    assert (made.code, made.err) == (0, "")
    assert read_tree(linked.output) == first
    assert site.asked == ["/model"]


def test_other_clone_gets_the_same_bytes(linked: Workshop, site: Site, tmp_path: Path) -> None:
    linked.make("tool")
    linked.repository.commit()
    shutil.rmtree(linked.output)
    linked.make("tool")
    git(tmp_path, "clone", "--quiet", linked.repository.root, tmp_path / "clone")

    made = run_paa("make-package", "tool", "-o", tmp_path / "other", cwd=tmp_path / "clone")

    assert (made.code, made.err) == (0, "")
    assert read_tree(tmp_path / "other") == read_tree(linked.output)
    assert site.asked == ["/model", "/model"]


def test_addresses_in_the_metadata(workshop: Workshop, site: Site) -> None:
    urls = {"b.bin": f"{site.address}/model", "deep/a.bin": f"{site.address}/moved"}
    site.answers["/moved"] = redirect("/model")
    workshop.fill({TOOL: f"__package_metadata__ = {{'artifact_urls': {urls!r}}}\n"})

    made = workshop.make("tool")

    assert made.code == 0, made.err
    assert artifacts(workshop.output) == {
        "b.bin": CONTENT,
        "b.bin.link": f"{site.address}/model\n".encode(),
        "deep/a.bin": CONTENT,
        "deep/a.bin.link": f"{site.address}/moved\n".encode(),
    }


def test_nothing_is_fetched_where_artifacts_are_switched_off(linked: Workshop, site: Site) -> None:
    linked.repository.config("module_dir: module_dir\nadd_artifacts: false\n")
    linked.repository.commit()

    made = linked.make("tool")

    assert (made.code, made.err, site.asked) == (0, "", [])
    assert artifacts(linked.output) == {}


def test_changed_content_is_refused(linked: Workshop, site: Site) -> None:
    linked.repository.write(LOCK, f"format = 1\n\n{entry(site, b'what was accepted')}")
    linked.repository.commit()

    accepted = hashlib.sha256(b"what was accepted").hexdigest()
    changed = f"sha256 {HASH[:12]}… (7 bytes), not {accepted[:12]}… (17 bytes)"
    linked.refused(
        5,
        (
            f"{LINK}: {site.address}/model holds something else than when it was pinned: {changed}",
            "find out who changed it; `paa artifacts lock tool --update` accepts it",
        ),
    )


def test_changed_address_is_refused(linked: Workshop, site: Site) -> None:
    linked.make("tool")
    shutil.rmtree(linked.output)
    linked.repository.write(LINK, f"{site.address}/other")
    linked.repository.commit()

    linked.refused(
        3,
        (
            f"{LINK}: artifacts/model.bin was pinned at another address, {site.address}/model",
            "`paa artifacts lock tool --update` pins what is at the new one",
        ),
    )


def test_every_file_that_cannot_be_fetched_is_told(workshop: Workshop, site: Site) -> None:
    site.answers |= {"/slow": answer(503), "/cut": answer(200, {"Content-Length": "9"}, b"x")}
    links = {f"artifacts/tool/{name}.link": f"{site.address}/{name}" for name in ("gone", "slow", "cut")}
    workshop.fill({TOOL: RELEASED, **links, "module_dir/other.py": RELEASED})

    hint = "look at the address in a browser; when it is well, run the command again"
    workshop.refused(
        5,
        (
            f"artifacts/tool/cut.link: cannot fetch {site.address}/cut: the connection was cut: 1 of 9 bytes arrived",
            hint,
        ),
        (f"artifacts/tool/gone.link: cannot fetch {site.address}/gone: the server answers 404 Not Found", hint),
        (
            f"artifacts/tool/slow.link: cannot fetch {site.address}/slow: the server answers 503 Service Unavailable",
            hint,
        ),
        words=("--all",),
    )


@pytest.mark.parametrize(
    ("files", "problem", "hint"),
    [
        pytest.param(
            {LINK: "http://example.org/x"},
            f"{LINK}: http://example.org/x is not encrypted: anybody could answer",
            "use https; where there is none, pin what is there now: `paa artifacts lock --allow-http`",
            id="http",
        ),
        pytest.param(
            {LINK: "https://ada:secret@example.org/x"},
            f"{LINK}: an address must not hold a user or a password",
            "it would be in the package for everybody; a file behind a password has to lie in the repository",
            id="password",
        ),
        pytest.param(
            {LINK: "file:///etc/passwd"},
            f"{LINK}: 'file:///etc/passwd' is no web address",
            "write it as in https://example.org/file.bin",
            id="file",
        ),
        pytest.param(
            {LINK: ""},
            f"{LINK}: a file that ends in .link holds no address",
            "write one address into it: https://…",
            id="empty",
        ),
        pytest.param(
            {LINK: b"\xff"},
            f"{LINK}:1: the file is not UTF-8",
            None,
            id="no text",
        ),
        pytest.param(
            {LINK: "https://example.org/x", "artifacts/tool/model.bin": "x"},
            f"{LINK}: artifacts/model.bin has two sources",
            "the other one is artifacts/tool/model.bin",
            id="a file of that name",
        ),
        pytest.param(
            {
                LINK: "https://example.org/x",
                TOOL: "__package_metadata__ = {'artifact_urls': {'model.bin': 'https://x'}}",
            },
            f"{TOOL}:1: artifacts/model.bin has two sources",
            f"the other one is {LINK}",
            id="another address of that name",
        ),
        pytest.param(
            {TOOL: "__package_metadata__ = {'artifact_urls': {'../x': 'https://example.org/x'}}"},
            f"{TOOL}:1: '../x' is no name for a file below artifacts/",
            "write it as in `model.bin` or `data/model.bin`",
            id="outside",
        ),
        pytest.param(
            {TOOL: "__package_metadata__ = {'artifact_urls': {'/etc/x': 'https://example.org/x'}}"},
            f"{TOOL}:1: '/etc/x' is no name for a file below artifacts/",
            "write it as in `model.bin` or `data/model.bin`",
            id="absolute",
        ),
        pytest.param(
            {TOOL: "__package_metadata__ = {'artifact_urls': {'x.link': 'https://example.org/x'}}"},
            f"{TOOL}:1: the name of a fetched file must not end in .link",
            "that ending is for the address beside it",
            id="link",
        ),
        pytest.param(
            {LINK: "https://example.org/x", "artifacts/tool/model.bin/x": ""},
            "artifacts/tool/model.bin/x: artifacts/model.bin/x lies below a file",
            f"the file is {LINK}",
            id="below a file",
        ),
        pytest.param(
            {LINK: "https://example.org/x", LOCK: "format = 1\n<<<<<<< HEAD\n"},
            f"{LOCK}: the lock of artifacts is no valid TOML: Invalid statement (at line 2, column 1)",
            "restore it from git; what is in it must not be guessed",
            id="damaged lock",
        ),
    ],
)
def test_wrong_links_are_refused(
    workshop: Workshop, files: dict[str, str | bytes], problem: str, hint: str | None
) -> None:
    workshop.fill({TOOL: RELEASED, **files})

    workshop.refused(3, (problem, hint))


def test_plain_http_needs_a_permission_or_a_pin(
    workshop: Workshop, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Our server is the proxy through which the outside is reached.
    monkeypatch.setenv("http_proxy", site.address)
    url = "http://example.org/model"
    site.answers[url] = file(CONTENT)
    workshop.fill({TOOL: RELEASED, LINK: url})

    refused = workshop.make("tool")
    assert (refused.code, site.asked) == (3, [])
    assert f"error: {LINK}: {url} is not encrypted: anybody could answer\n" in refused.err

    pinned = lock(workshop, "--allow-http")
    assert (pinned.code, pinned.out) == (0, f"tool\n  added    model.bin  7 bytes  sha256 {HASH[:12]}…  {url}\n")
    shutil.rmtree(workshop.repository.root / ".git/paa/artifacts")
    workshop.repository.commit()

    made = workshop.make("tool")
    assert (made.code, made.err, site.asked) == (0, "", [url, url])
    assert artifacts(workshop.output) == {"model.bin": CONTENT, "model.bin.link": f"{url}\n".encode()}


def test_the_outside_does_not_lead_to_this_machine(
    workshop: Workshop, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.address)
    site.answers["http://example.org/model"] = redirect(f"{site.address}/model")
    workshop.fill({TOOL: RELEASED, LINK: "http://example.org/model"})

    refused = lock(workshop, "--allow-http")

    assert refused.code == 3
    assert f"http://example.org/model leads to {site.address}/model, which is this machine" in refused.err
    assert site.asked == ["http://example.org/model"]


def test_lock_adds_keeps_updates_and_removes(linked: Workshop, site: Site) -> None:
    linked.fill({"module_dir/other.py": RELEASED})
    linked.repository.write("artifacts/tool/second.link", f"{site.address}/model")

    added = lock(linked)
    kept = lock(linked, "tool")
    site.answers["/model"] = file(b"new weights")
    still_kept = lock(linked)
    (linked.repository.root / LINK).unlink()
    updated = json.loads(lock(linked, "tool", "--update", "--json").out)

    size, shown = "7 bytes", f"{site.address}/model"
    assert (added.code, added.err) == (0, "")
    assert added.out == (
        f"tool\n  added    model.bin  {size}  sha256 {HASH[:12]}…  {shown}\n"
        f"  added    second  {size}  sha256 {HASH[:12]}…  {shown}\n"
    )
    assert kept.out == still_kept.out == added.out.replace("added", "kept ")
    new = hashlib.sha256(b"new weights").hexdigest()
    about = {"import_name": "tool", "url": f"{site.address}/model"}
    assert updated == [
        {**about, "name": "model.bin", "state": "removed", "sha256": HASH, "size": 7},
        {**about, "name": "second", "state": "updated", "sha256": new, "size": 11},
    ]
    assert locked(linked.repository) == entry(site, b"new weights", name="second")
    assert lock(linked, "other").out == "no artifact is named by an address\n"


def test_lock_forgets_modules_that_are_gone(linked: Workshop, site: Site) -> None:
    lock(linked)
    shutil.move(linked.repository.root / TOOL, linked.repository.root / "module_dir/other.py")
    shutil.rmtree(linked.repository.root / "artifacts")

    assert lock(linked, "other").out == "no artifact is named by an address\n"
    assert locked(linked.repository) == entry(site)
    assert lock(linked).out.startswith("tool\n  removed  model.bin  7 bytes")
    assert locked(linked.repository) == "[artifacts]\n"


def test_lock_of_another_address_needs_update(linked: Workshop, site: Site) -> None:
    lock(linked)
    before = locked(linked.repository)
    site.answers["/other"] = file(b"other")
    linked.repository.write(LINK, f"{site.address}/other")

    refused, accepted = lock(linked), lock(linked, "--update")

    assert refused.code == 3
    assert f"pinned at another address, {site.address}/model" in refused.err
    assert accepted.out.startswith("tool\n  updated  model.bin  5 bytes")
    assert locked(linked.repository) != before


def test_failed_lock_leaves_the_old_one(linked: Workshop, site: Site) -> None:
    lock(linked)
    before = read_tree(linked.repository.root)
    del site.answers["/model"]

    refused = lock(linked, "--update")

    assert (refused.code, refused.out) == (5, "")
    assert read_tree(linked.repository.root) == before


DYING = """
import os, signal, sys
from pathlib import Path
from paa.cli import main

replace = Path.replace

def die(self, target):
    if Path(target).name == "artifacts.lock":
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)

Path.replace = die
main(sys.argv[1:])
"""


def test_killed_while_it_writes_leaves_the_old_lock(linked: Workshop, site: Site) -> None:
    lock(linked)
    before = (linked.repository.root / LOCK).read_bytes()
    site.answers["/model"] = file(b"new weights")
    words = ("artifacts", "lock", "--update", "--root", linked.repository.root)

    died = run(sys.executable, "-c", DYING, *words)

    assert died.code == -signal.SIGKILL
    assert (linked.repository.root / LOCK).read_bytes() == before
    again = lock(linked, "--update")
    assert (again.code, locked(linked.repository)) == (0, entry(site, b"new weights"))


def test_locks_of_several_processes_do_not_lose_each_other(workshop: Workshop, site: Site) -> None:
    names = [f"tool{number}" for number in range(6)]
    for name in names:
        workshop.fill({f"module_dir/{name}.py": RELEASED, f"artifacts/{name}/model.bin.link": f"{site.address}/model"})

    words = " & ".join(f"{sys.executable} -m paa artifacts lock {name}" for name in names)
    run("sh", "-c", f"{words} & wait", cwd=workshop.repository.root, check=True)

    assert locked(workshop.repository) == "\n".join(entry(site, project=name) for name in names)


def test_many_packages_are_pinned_at_once(workshop: Workshop, site: Site) -> None:
    names = [f"tool{number:02}" for number in range(PARCEL + 5)]
    workshop.fill({f"module_dir/{name}.py": RELEASED for name in names})
    workshop.fill({f"artifacts/{name}/model.bin.link": f"{site.address}/model" for name in names[::10]})

    made = workshop.make("--all")

    assert made.code == 0, made.err
    assert "artifacts/model.bin of tool00, artifacts/model.bin of tool10, artifacts/model.bin of tool20 and 3 more" in (
        made.err
    )
    assert locked(workshop.repository) == "\n".join(entry(site, project=name) for name in names[::10])


def test_release_takes_only_what_is_pinned(linked: Workshop, site: Site) -> None:
    refused = release(linked)
    lock(linked)
    uncommitted = release(linked)
    linked.repository.commit("[tool] Pin the model")
    released = release(linked)

    assert (refused.code, refused.out) == (3, "")
    assert refused.err == (
        f"error: {LINK}: artifacts/model.bin is not in {LOCK}\n  hint: `paa artifacts lock tool`, and commit {LOCK}\n"
    )
    assert uncommitted.code == 3
    assert f"edited and not committed: {LOCK}" in uncommitted.err
    assert released.code == 0, released.err
    assert artifacts(linked.repository.root / ".paa/index")["model.bin"] == CONTENT
    assert site.asked == ["/model"]


def test_plan_tells_what_is_not_pinned(linked: Workshop, site: Site) -> None:
    urls = {"x.bin": "https://example.org/x"}
    linked.fill({"module_dir/other.py": f"__package_metadata__ = {{'artifact_urls': {urls!r}}}\n"})

    planned = json.loads(linked.paa("plan", "--json", "--root", linked.repository.root).out)
    lock(linked, "tool")
    linked.repository.commit()
    later = json.loads(linked.paa("plan", "--json", "--root", linked.repository.root).out)

    told = {
        "subject": "other",
        "text": f"cannot be released: {LOCK} lacks artifacts/x.bin",
        "hint": f"`paa artifacts lock other`, and commit {LOCK}",
    }
    assert planned["remarks"] == [
        told,
        {
            "subject": "tool",
            "text": f"cannot be released: {LOCK} lacks artifacts/model.bin",
            "hint": f"`paa artifacts lock tool`, and commit {LOCK}",
        },
    ]
    assert later["remarks"] == [told]
    assert site.asked == ["/model"]


def test_new_content_is_a_change(linked: Workshop, site: Site) -> None:
    linked.fill({"module_dir/other.py": RELEASED})
    lock(linked)
    linked.repository.commit()
    assert release(linked).code == 0

    site.answers["/model"] = file(b"new weights")
    lock(linked, "--update")
    linked.repository.commit("[tool] Better weights")

    planned = json.loads(linked.paa("plan", "--json", "--root", linked.repository.root).out)
    assert [(each["import_name"], each["version"], each["notes"]) for each in planned["releases"]] == [
        ("tool", "0.0.2", ["Better weights"])
    ]


def test_entry_that_nothing_names_is_no_change(linked: Workshop, site: Site) -> None:
    linked.fill({"module_dir/other.py": RELEASED, LOCK: f"format = 1\n{entry(site)}{entry(site, name='gone')}"})
    assert release(linked).code == 0

    assert lock(linked).out.count("removed") == 1
    linked.repository.commit("Forget what is gone")

    planned = json.loads(linked.paa("plan", "--json", "--root", linked.repository.root).out)
    assert planned["releases"] == []


def test_interrupted_release_is_found_again(linked: Workshop) -> None:
    lock(linked)
    linked.repository.commit()
    assert release(linked).code == 0
    # As if the run had died behind the upload.
    git(linked.repository.root, "tag", "--delete", "v0.0.1_tool")
    git(linked.repository.root, "reset", "--quiet", "--hard", "HEAD~1")

    again = release(linked)

    assert again.code == 0, again.err
    assert sorted(path.name for path in (linked.repository.root / ".paa/index").rglob("*.whl")) == [
        "tool-0.0.1-py3-none-any.whl"
    ]


def test_repository_that_cannot_be_written_to(linked: Workshop, site: Site) -> None:
    lock(linked)
    linked.repository.commit()
    store = linked.repository.root / ".git/paa/artifacts"
    shutil.rmtree(store)
    store.write_bytes(b"in the way")

    made = linked.make("tool")

    assert (made.code, made.err) == (0, "")
    assert artifacts(linked.output)["model.bin"] == CONTENT
    assert site.asked == ["/model", "/model"]


def test_endless_download_can_be_interrupted(linked: Workshop, site: Site) -> None:
    site.answers["/model"] = chunks(*[b"x"] * 1000, pause=0.05)
    code = (
        "import os, signal, sys, threading; from paa.cli import main\n"
        "threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start(); main(sys.argv[1:])"
    )

    stopped = run(sys.executable, "-c", code, "artifacts", "lock", "--root", linked.repository.root)

    assert (stopped.code, stopped.out) == (130, "")
    assert "Traceback" not in stopped.err
    assert not (linked.repository.root / LOCK).exists()
    assert list((linked.repository.root / ".git/paa/artifacts").iterdir()) == []


def unpacked(sdist: Path, folder: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


HARD_NAMES = (
    ".gitignore",
    ".gitkeep",
    ".hidden/.deep/x",
    ".tox.ini",
    "__init__.py",
    "build/x.o",
    "empty",
    "model.pyc",
    "secret.env",
    "tool.egg-info/PKG-INFO",
    "ünï/çødé 文.txt",
)


def test_every_artifact_is_in_each_archive_and_in_a_wheel_of_the_sdist(workshop: Workshop, tmp_path: Path) -> None:
    files = {f"artifacts/tool/{name}": "" if name == "empty" else name for name in HARD_NAMES}
    workshop.fill({TOOL: RELEASED, **files})
    # Committed by force, as somebody does who means it; and the sdist is unpacked below such a file, too.
    ignored = "*.pyc\n*.env\nbuild/\n.hidden\nartifacts/\ntool/\n*.txt\n"
    workshop.repository.write(".gitignore", ignored)
    workshop.repository.commit()
    wanted = {name: b"" if name == "empty" else name.encode() for name in HARD_NAMES}

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, "")
    assert artifacts(workshop.output) == wanted
    git(tmp_path, "init", "--quiet", tmp_path / "stranger")
    (tmp_path / "stranger/.gitignore").write_text(ignored, encoding="utf-8")
    (sdist,) = workshop.output.glob("*.tar.gz")
    source = unpacked(sdist, tmp_path / "stranger")
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    built = run(sys.executable, "-c", code, tmp_path, cwd=source, check=True).out.strip()
    again = read_wheel(tmp_path / built)
    assert {name.partition("/artifacts/")[2]: each for name, each in again.items() if "/artifacts/" in name} == wanted
    (wheel,) = workshop.output.glob("*.whl")
    assert again.keys() == read_wheel(wheel).keys()


@pytest.mark.parametrize("name", ["a\nb.txt", "a\tb.txt", "a\\b.txt", "a\x7fb.txt"])
def test_names_that_an_archive_cannot_hold_are_refused(workshop: Workshop, name: str) -> None:
    workshop.fill({TOOL: RELEASED, f"artifacts/tool/{name}": "x"})

    made = workshop.make("tool")

    problem = "an archive cannot hold this file name everywhere: there is a control character or `\\` in it"
    assert (made.code, made.out) == (3, "")
    assert made.err.endswith(f"txt: {problem}\n  hint: rename it\n")
    assert made.err.count("\n") == 2


def test_files_of_the_configuration(workshop: Workshop) -> None:
    workshop.fill(
        {
            TOOL: RELEASED,
            "module_dir/other.py": RELEASED,
            "data/a.json": "a",
            "data/deep/b.json": "b",
            "brand.txt": "brand",
        }
    )
    workshop.repository.config(
        "module_dir: module_dir\nartifacts_filepaths:\n  data: tool/data\n  brand.txt: brand.txt\n"
    )
    workshop.repository.commit()

    made = workshop.make("tool")
    own = artifacts(workshop.output)
    shutil.rmtree(workshop.output)
    workshop.make("other")

    assert (made.code, made.err) == (0, "")
    assert own == {"brand.txt": b"brand", "data/a.json": b"a", "data/deep/b.json": b"b"}
    assert artifacts(workshop.output) == {"brand.txt": b"brand"}
    assert release(workshop).code == 0
    workshop.repository.write("data/deep/b.json", "new")
    workshop.repository.commit("[tool] New data")
    planned = json.loads(workshop.paa("plan", "--json", "--root", workshop.repository.root).out)
    assert [each["import_name"] for each in planned["releases"]] == ["tool"]
    workshop.repository.write("brand.txt", "new")
    workshop.repository.commit("New brand")
    planned = json.loads(workshop.paa("plan", "--json", "--root", workshop.repository.root).out)
    assert [each["import_name"] for each in planned["releases"]] == ["other", "tool"]


def test_documents_of_a_project(workshop: Workshop) -> None:
    workshop.fill({TOOL: RELEASED, "extra_docs/tool/use.md": "# Use", "notes/a.md": "# A", "notes/b.md": "# B"})
    workshop.repository.config("module_dir: module_dir\ndocs_file_paths:\n  notes: tool/notes\n  notes/a.md: a.md\n")

    documents = Reader(open_repository(workshop.repository.root)).documents(ImportName("tool"))

    root = workshop.repository.root.resolve()
    assert {str(each.destination): each.source.relative_to(root).as_posix() for each in documents} == {
        "a.md": "notes/a.md",
        "notes/a.md": "notes/a.md",
        "notes/b.md": "notes/b.md",
        "use.md": "extra_docs/tool/use.md",
    }


def test_missing_file_of_the_configuration_is_refused(workshop: Workshop) -> None:
    workshop.fill({TOOL: RELEASED})
    workshop.repository.config("module_dir: module_dir\nartifacts_filepaths:\n  data/a.json: a.json\n")
    workshop.repository.commit()

    workshop.refused(3, (".paa.config: artifacts_filepaths names what is not there: data/a.json", None))


def test_licence_files(workshop: Workshop) -> None:
    own = ("LICENSE.txt", "COPYING", "AUTHORS", "README.md", "third/MIT.txt", ".gitkeep")
    workshop.fill(
        {
            TOOL: RELEASED,
            **{f"licenses/tool/{name}": name for name in own},
            "everybody/LICENSE": "the usual one",
            "everybody/notes": "the usual notice",
        }
    )
    workshop.repository.config(
        "module_dir: module_dir\nlicense_path: everybody/LICENSE\nnotice_path: everybody/notes\nlicense_label: MIT\n"
    )
    workshop.repository.commit()

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, "")
    wanted = {
        "AUTHORS": b"AUTHORS",
        "COPYING": b"COPYING",
        "LICENSE.txt": b"LICENSE.txt",
        "NOTICE": b"the usual notice",
        "license-files/README.md": b"README.md",
        "license-files/third/MIT.txt": b"third/MIT.txt",
    }
    wheel = read_wheel(workshop.output / "tool-0.0.1-py3-none-any.whl")
    folder = "tool-0.0.1.dist-info/licenses/"
    assert {name.removeprefix(folder): each for name, each in wheel.items() if name.startswith(folder)} == wanted
    sdist = read_sdist(workshop.output / "tool-0.0.1.tar.gz")
    assert {name: sdist[name] for name in wanted} == wanted
    assert sdist["README.md"].startswith(b"# tool\n")


READ = (
    "from importlib.resources import files; a = files('tool') / 'artifacts'; "
    "print(a.joinpath('model.bin').read_text(), a.joinpath('own.txt').read_text(), sorted(x.name for x in a.iterdir()))"
)
FOUND = "weights own ['model.bin', 'model.bin.link', 'own.txt']"


@pytest.mark.parametrize("words", [(), ("--editable",)], ids=["copied", "editable"])
def test_installation_has_what_was_fetched_and_writes_no_lock(
    linked: Workshop, environment: FreshEnvironment, words: tuple[str, ...]
) -> None:
    linked.fill({"artifacts/tool/own.txt": "own"})

    installed = install(linked.repository, environment, "tool", *words)

    assert (installed.code, installed.err) == (0, "")
    assert linked.repository.status() == ""
    assert use(environment, READ) == FOUND


def test_installation_tries_another_address(linked: Workshop, site: Site, environment: FreshEnvironment) -> None:
    linked.fill({"artifacts/tool/own.txt": "own", LOCK: f"format = 1\n{entry(site, b'accepted')}"})
    site.answers["/other"] = file(CONTENT)
    linked.fill({LINK: f"{site.address}/other"})

    installed = install(linked.repository, environment, "tool")

    assert (installed.code, installed.err) == (0, "")
    assert use(environment, READ) == FOUND


def test_installed_wheel_has_every_artifact(workshop: Workshop, environment: FreshEnvironment) -> None:
    workshop.fill({TOOL: RELEASED, **{f"artifacts/tool/{name}": name for name in HARD_NAMES}})
    workshop.make("tool")
    shutil.rmtree(workshop.repository.root)
    (wheel,) = workshop.output.glob("*.whl")
    environment.install(wheel)

    code = (
        "import sys; from importlib.resources import files; a = files('tool') / 'artifacts'\n"
        "assert all(a.joinpath(name).read_bytes() == name.encode() for name in sys.argv[1:])"
    )
    environment.run("python", "-W", "error", "-c", code, *HARD_NAMES, cwd=environment.root, check=True)
