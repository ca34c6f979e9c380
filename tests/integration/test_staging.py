"""Releases that are tried on another index first, and tried again on their own."""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from paa.pipeline.plan import PlanRequest
from paa.pipeline.release import ReleaseRequest, release_projects
from paa.pipeline.repository import open_repository
from tests.support import Completed, PackagingRepository, git
from tests.support.here import paa_here
from tests.support.indexes import Azure, Devpi, Served
from tests.support.remotes import Interloper
from tests.support.stock import serve, stock_wheel

pytestmark = pytest.mark.slow

STAGED = """\
module_dir: module_dir
python_version: '3.11'
stage_to: trial
indexes:
  trial: {kind: directory, path: .paa/trial}
  other: {kind: directory, path: .paa/other}
"""
ABOUT = '__package_metadata__ = {"description": "A part of it."}\n'
ONE = f'"""One."""\n\n{ABOUT}\nWORD = "one"\n'
TWO = f'"""Two."""\n\nfrom one import WORD\n\n{ABOUT}\nWORDS = (WORD, "two")\n'
THREE = f'"""Three."""\n\n{ABOUT}'
LACKING = THREE.replace("\n\n", "\n\nimport paa_nowhere #-\n\n", 1)
COMMAND = "from one import WORD\n\n\ndef app() -> None:\n    print(WORD)\n"
STARTED = {"one": ONE, "two": TWO, "three": THREE}


def start(repository: PackagingRepository, config: str = STAGED, **modules: str) -> PackagingRepository:
    """Commit modules, by default three of which one needs another."""
    repository.config(config)
    repository.write(".gitignore", "/.paa/index/\n/.paa/trial/\n/.paa/other/\n")
    for name, source in (modules or STARTED).items():
        repository.module(name, source)
    repository.commit("Begin")
    return repository


def release(repository: PackagingRepository, *words: str) -> Completed:
    return paa_here("release", *words, "--root", repository.root)


def on_index(repository: PackagingRepository, name: str = "index") -> list[str]:
    simple = repository.root / f".paa/{name}/simple"
    return sorted(path.name for path in simple.rglob("*") if path.suffix in {".whl", ".gz"})


def archives(*releases: str) -> list[str]:
    return [f"{each}{end}" for each in sorted(releases) for end in ("-py3-none-any.whl", ".tar.gz")]


def bytes_of(repository: PackagingRepository, name: str) -> dict[str, bytes]:
    simple = repository.root / f".paa/{name}/simple"
    return {path.name: path.read_bytes() for path in simple.rglob("*") if path.suffix in {".whl", ".gz"}}


def test_the_same_bytes_go_to_both_one_index_after_the_other(repository: PackagingRepository) -> None:
    start(repository)
    repository.write("cli/one.py", COMMAND)
    repository.commit("[one] a command")
    listener = Interloper("nothing", lambda: None)

    released = release_projects(open_repository(repository.root), ReleaseRequest(plan=PlanRequest()), listener)

    assert released.failure is None
    assert bytes_of(repository, "trial") == bytes_of(repository, "index")
    assert on_index(repository) == archives("one-0.0.1", "two-0.0.1", "three-0.0.1")
    steps = [text for text in listener.heard if text.startswith(("publishing", "reading", "trying"))]
    assert steps == [
        *("publishing to trial", "reading back trial", "trying one 0.0.1 from trial"),
        *("publishing to trial", "reading back trial", "trying three 0.0.1 from trial"),
        *("publishing to trial", "reading back trial", "trying two 0.0.1 from trial"),
        *("publishing to local", "reading back local") * 3,
    ]


def test_what_does_not_work_reaches_no_real_index(repository: PackagingRepository) -> None:
    start(repository, one=ONE.replace("WORD", "import paa_nowhere #-\nWORD"), two=TWO, three=THREE)

    done = release(repository)

    assert done.code == 7
    assert re.sub("commit [0-9a-f]{10}", "commit COMMIT", done.out).splitlines()[:5] == [
        "released three 0.0.1  (the first release)",
        (
            "not released: one 0.0.1  (one 0.0.1 cannot be imported: there is no module 'paa_nowhere' "
            f"(Python {python()}); none of its requirements brings it: a wrong inference)"
        ),
        "not released: two 0.0.1  (held back: it needs one that was not released)",
        "recorded: commit COMMIT, 1 tag",
        "mend what is wrong, and complete it with: paa release",
    ]
    assert done.err.startswith(
        "error: released and recorded: three 0.0.1; not released: one; held back behind them: two\n"
        "  hint: mend what is said below, and run the command again\n"
        "error: the index trial: one 0.0.1 cannot be imported: there is no module 'paa_nowhere'"
    )
    assert done.err.endswith(
        "    ModuleNotFoundError: No module named 'paa_nowhere'\n"
        "  hint: name the project that provides it in the module (`#@ PROJECT`), or in .paa/package_mapping.json; "
        "when it is mended, commit with `[one][0.0.2]` in the message\n"
    )
    assert on_index(repository) == archives("three-0.0.1")
    assert on_index(repository, "trial") == archives("one-0.0.1", "three-0.0.1")
    assert git(repository.root, "tag", "--list") == "v0.0.1_three"


def test_the_hint_leads_out(repository: PackagingRepository) -> None:
    """What was staged keeps its version: a mended module of the same version is a conflict, and a hint tells why."""
    start(repository, three=LACKING)
    failed = release(repository)
    repository.module("three", THREE)
    repository.commit("[three] needs nothing")
    conflict = release(repository)
    repository.module("three", THREE + "# mended\n")
    repository.commit("[three][0.0.2] mended")
    mended = release(repository)

    assert (failed.code, conflict.code, mended.code) == (6, 6, 0)
    assert conflict.err.count("with other bytes") == 2
    assert conflict.err.endswith(
        "hint: what was staged never changes, and this was another commit's: commit with `[three][0.0.2]` in the "
        "message\n"
    )
    assert failed.out.endswith("mend what is wrong, and complete it with: paa release\n")
    assert on_index(repository) == archives("three-0.0.2")


def test_the_outcome_as_json(repository: PackagingRepository) -> None:
    start(repository, one=ONE, two=TWO, three=LACKING)

    done = release(repository, "--json", "--yes", "one", "two", "three")

    document = json.loads(done.out)
    assert done.code == 7
    assert document["released"] == [{"name": "one", "version": "0.0.1"}, {"name": "two", "version": "0.0.1"}]
    (unfinished,) = document["unfinished"]
    assert (unfinished["name"], unfinished["version"], unfinished["held_back"]) == ("three", "0.0.1", False)
    (problem,) = unfinished["problems"]
    assert problem["where"] == "the index trial"
    assert "no module 'paa_nowhere'" in problem["message"]
    assert document["resume"] == "paa release three --yes"
    assert sorted(each["filename"] for each in document["distributions"]) == archives("one-0.0.1", "two-0.0.1")
    assert document["recorded"]["tags"] == ["v0.0.1_one", "v0.0.1_two"]
    assert [line for line in document["install"]["uv"] if "three" in line] == []

    nothing = json.loads(release(repository, "--json").out)
    assert (nothing["released"], nothing["recorded"], nothing["resume"]) == ([], None, "paa release")


def test_a_run_that_died_between_the_indexes_is_completed(repository: PackagingRepository) -> None:
    start(repository)

    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        heard(repository, Interloper("publishing to local", stop))
    assert (on_index(repository), len(on_index(repository, "trial"))) == ([], 6)

    done = release(repository, "--verbose")

    assert done.code == 0
    assert done.err.count("is there already") == 6
    assert bytes_of(repository, "trial") == bytes_of(repository, "index")
    assert release(repository).out == "nothing to release; 3 unchanged\n"


def heard(repository: PackagingRepository, reporter: Interloper) -> object:
    return release_projects(open_repository(repository.root), ReleaseRequest(plan=PlanRequest()), reporter)


def test_siblings_of_an_earlier_run_come_from_the_real_index(repository: PackagingRepository) -> None:
    """The index for trials may be a stranger's for all that is not of this run: here, it never had the sibling."""
    start(repository, STAGED.replace("stage_to: trial\n", ""))
    assert release(repository).code == 0
    repository.config(STAGED)
    repository.module("two", f"{TWO}# more\n")
    repository.commit("[two] more")

    assert release(repository).code == 0

    assert on_index(repository, "trial") == archives("two-0.0.2")
    shutil.rmtree(repository.root / ".paa/index/simple/one")
    repository.module("two", f"{TWO}# even more\n")
    repository.commit("[two] even more")
    lost = release(repository)
    assert lost.code == 6
    assert "the index 'local' has no wheel of one 0.0.1 with a hash" in lost.err
    assert "two-0.0.3.tar.gz" not in on_index(repository)


def test_a_trial_may_be_left_out(repository: PackagingRepository) -> None:
    start(repository, three=LACKING)

    assert release(repository, "--no-smoke").code == 0
    assert on_index(repository) == on_index(repository, "trial") == archives("three-0.0.1")


@pytest.mark.parametrize("index", ["trial", "other"])
def test_another_index_is_not_staged(repository: PackagingRepository, index: str) -> None:
    """Who asks for the index for trials, or for a folder, means that one alone."""
    start(repository, three=LACKING)

    assert release(repository, "--index", index).code == 0

    assert on_index(repository, index) == archives("three-0.0.1")
    assert {name for name in ("index", "trial", "other") if on_index(repository, name)} == {index}


def test_what_no_python_here_can_try_is_not_published(repository: PackagingRepository) -> None:
    later = THREE.replace('"A part of it."', '"A part of it.", "requires_python": ">=3.99"')
    # A gate would have found it before.
    off = ("metadata", "good-release", "compatibility", "api", "lint", "smoke", "tests", "vulnerabilities")
    gates = ", ".join(f"{gate}: off" for gate in off)
    start(repository, f"{STAGED}gates: {{release: {{{gates}}}}}\n", three=later)

    done = release(repository)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: three-0.0.1-py3-none-any.whl: three is for Python >=3.99, and none on this machine can try it\n"
        "  hint: install one and put it on PATH, or leave the trial out: --no-smoke\n"
    )
    assert on_index(repository, "trial") == []


def test_a_published_wheel_is_tried_when_it_is_asked_for(repository: PackagingRepository) -> None:
    start(repository, STAGED.replace("stage_to: trial\n", ""), one=ONE, three=LACKING)

    done = release(repository, "--smoke")

    assert done.code == 7
    assert "released one 0.0.1" in done.out
    assert done.out.splitlines()[3] == "mend what is wrong, and complete it with: paa release --smoke"
    assert "error: the index local: three 0.0.1 cannot be imported" in done.err
    hint = "it is on the index, and not recorded: mend it, and the next release takes the next version (`paa yank three"
    assert hint in done.err
    # It is published and not recorded: whoever decides that it is good enough says so.
    assert on_index(repository) == archives("one-0.0.1", "three-0.0.1")
    assert release(repository).code == 0


# The steps one by one.


def planned(repository: PackagingRepository, folder: Path) -> tuple[Path, Path]:
    """Plan and build."""
    plan, dist = folder / "plan.json", folder / "dist"
    plan.write_text(paa_here("plan", "--json", "--root", repository.root).out, encoding="utf-8")
    words = ("--plan", plan, "--output-dir", dist, "--root", repository.root)
    assert paa_here("make-package", *words).code == 0
    return plan, dist


def step(repository: PackagingRepository, name: str, paths: Sequence[Path], *words: str) -> Completed:
    plan, dist = paths
    return paa_here(name, "--plan", plan, "--dist", dist, *words, "--root", repository.root)


def test_staging_as_a_step(repository: PackagingRepository, tmp_path: Path) -> None:
    paths = planned(start(repository, one=ONE, three=LACKING), tmp_path)
    early = step(repository, "publish", paths)

    staged = step(repository, "stage", paths)
    published = step(repository, "publish", paths)

    assert (early.code, early.out) == (6, "")
    assert early.err == "".join(
        f"error: {paths[1]}: {name} 0.0.1 was not tried on the index 'trial' before\n"
        "  hint: try it there: paa stage --plan\n"
        for name in ("one", "three")
    )
    assert (staged.code, staged.out) == (7, "")
    assert staged.err.startswith("error: staged: one 0.0.1; not staged: three\n")
    assert published.code == 7
    assert "error: published: one 0.0.1; not published: three\n" in published.err
    assert on_index(repository) == archives("one-0.0.1")


def test_what_a_job_that_built_it_says_of_staging_is_not_heard(repository: PackagingRepository, tmp_path: Path) -> None:
    plan, dist = planned(start(repository, one=ONE), tmp_path)
    built = json.loads((dist / "paa-distributions.json").read_text("utf-8"))
    (dist / "paa-staged.json").write_text(json.dumps({**built, "index": "trial"}), encoding="utf-8")
    (tmp_path / "all").mkdir()
    dist.rename(tmp_path / "all/dist-1")

    done = step(repository, "publish", (plan, tmp_path / "all"))

    assert done.code == 6
    assert "was not tried on the index 'trial' before" in done.err
    assert on_index(repository) == []


def test_who_only_tries_what_is_staged_uploads_nothing(repository: PackagingRepository, tmp_path: Path) -> None:
    paths = planned(start(repository, one=ONE), tmp_path)

    early = step(repository, "stage", paths, "--no-upload")
    assert (early.code, on_index(repository, "trial")) == (6, [])
    assert step(repository, "stage", paths, "--no-smoke").code == 0
    tried = step(repository, "stage", paths, "--no-upload", "--verbose")

    assert (tried.code, tried.out) == (0, "".join(f"staged {name}\n" for name in archives("one-0.0.1")))
    assert "one 0.0.1 is installed and imported" in tried.err
    assert step(repository, "publish", paths).code == 0


def test_staging_all_as_a_step(repository: PackagingRepository, tmp_path: Path) -> None:
    paths = planned(start(repository), tmp_path)

    staged = step(repository, "stage", paths)

    assert (staged.code, staged.err) == (0, "")
    assert staged.out == "".join(f"staged {name}\n" for name in archives("one-0.0.1")) + "".join(
        f"staged {name}\n" for name in (*archives("three-0.0.1"), *archives("two-0.0.1"))
    )
    assert on_index(repository) == []
    assert step(repository, "stage", paths, "--json").out.count("sha256") == 6
    for name in ("publish", "verify", "record"):
        assert step(repository, name, paths).code == 0
    assert step(repository, "verify", paths, "--smoke").code == 0


def test_what_several_attempts_staged_counts_together(repository: PackagingRepository, tmp_path: Path) -> None:
    start(repository, one=ONE)
    plan, dist = planned(repository, tmp_path)
    assert step(repository, "stage", (plan, dist)).code == 0
    note = dist / "paa-staged.json"
    document = json.loads(note.read_text(encoding="utf-8"))
    note.unlink()
    for number, (name, digest) in enumerate(document["files"].items(), start=1):
        folder = dist / f"staged-{number}"
        folder.mkdir()
        (folder / note.name).write_text(json.dumps({**document, "files": {name: digest}}), encoding="utf-8")

    assert step(repository, "publish", (plan, dist)).code == 0


def test_other_archives_than_those_that_were_staged(repository: PackagingRepository, tmp_path: Path) -> None:
    start(repository, one=ONE)
    plan, dist = planned(repository, tmp_path)
    assert step(repository, "stage", (plan, dist)).code == 0
    note = dist / "paa-staged.json"
    document = json.loads(note.read_text(encoding="utf-8"))
    document["files"]["one-0.0.1.tar.gz"] = "0" * 64
    note.write_text(json.dumps(document), encoding="utf-8")

    refused = step(repository, "publish", (plan, dist))

    assert refused.code == 6
    assert "one 0.0.1 was not tried on the index 'trial' before" in refused.err
    note.write_text("{", encoding="utf-8")
    assert step(repository, "publish", (plan, dist)).code == 5


def test_without_a_stage_there_is_nothing_to_do(repository: PackagingRepository, tmp_path: Path) -> None:
    paths = planned(start(repository, STAGED.replace("stage_to: trial\n", ""), one=ONE), tmp_path)

    refused = step(repository, "stage", paths)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "error: .paa.config: a release to 'local' is not staged\n"
        "  hint: `stage_to` names the index on which a release is tried first\n"
    )


# Indexes on servers.


def python() -> str:
    import platform

    return platform.python_version()


def server(kind: str, served: Served) -> str:
    return f"{{kind: {kind}, url: '{served.simple}', upload_url: '{served.upload}', patience: 20}}"


def test_from_one_server_to_another(
    repository: PackagingRepository, devpi: Devpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other people's projects come from the user's index, although a stranger offers newer ones on the first server."""
    test, prod = devpi.index("staging-test"), devpi.index("staging-prod")
    stock_wheel(tmp_path / "stock", "paa-base", "1.0")
    stock_wheel(tmp_path / "strange", "paa-base", "9.0")
    test.post(tmp_path / "strange/paa-base/paa_base-9.0-py3-none-any.whl").raise_for_status()
    needy = ONE.replace("WORD =", "from importlib.metadata import version\nassert version('paa-base') == '1.0'\nWORD =")
    start(
        repository,
        "module_dir: module_dir\npython_version: '3.11'\npublish_to: prod\nstage_to: test\nindexes:\n"
        f"  test: {server('testpypi', test)}\n  prod: {server('pypi', prod)}\n",
        one=needy.replace("\n\n", "\n\n#@ paa-base\n", 1),
        two=TWO,
    )
    monkeypatch.setenv("TWINE_USERNAME", test.user)
    monkeypatch.setenv("TWINE_PASSWORD", test.password)
    with serve(tmp_path / "stock") as address:
        monkeypatch.setenv("UV_DEFAULT_INDEX", address)
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))

        done = release(repository, "--verbose")

        assert done.code == 0, done.err
        assert sorted(test.files("one")) == sorted(prod.files("one")) == archives("one-0.0.1")
        assert test.files("two") == prod.files("two")
        assert [line for line in done.err.splitlines() if line.startswith("trying")] == [
            "trying one 0.0.1 from test ...",
            "trying two 0.0.1 from test ...",
            "trying one 0.0.1 from prod ...",
            "trying two 0.0.1 from prod ...",
        ]
        assert test.password not in done.err + done.out
        assert release(repository).out == "nothing to release; 2 unchanged\n"


FEED = "{{kind: azure, organization: {azure.organization}, server: '{azure.base}', feed: {feed}, patience: 20}}"


def feed_and_view(azure: Azure, feed: str) -> str:
    return (
        "module_dir: module_dir\npython_version: '3.11'\npublish_to: released\nstage_to: team\nindexes:\n"
        f"  team: {FEED.format(azure=azure, feed=feed)}\n"
        f"  released: {FEED.format(azure=azure, feed=f'{feed}@Release')}\n"
    )


def test_a_feed_and_its_view(repository: PackagingRepository, azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version is uploaded to the feed, tried there behind its password, and then promoted."""
    feed, view = azure.feed("staging"), azure.feed("staging", view="Release")
    start(repository, feed_and_view(azure, "staging"), one=ONE, two=TWO, three=LACKING)
    monkeypatch.setenv("TWINE_PASSWORD", azure.password)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/")

    done = release(repository, "--verbose")

    assert done.code == 7, done.err
    assert sorted(feed.files("three")) == archives("three-0.0.1")
    assert view.files("three") == {}
    assert sorted(view.files("one")) == archives("one-0.0.1")
    assert view.files("two") == feed.files("two")
    assert azure.password not in done.err + done.out
    repository.module("three", THREE)
    repository.commit("[three] needs nothing")
    # The feed has a version of a project that this repository never released.
    assert "when it is mended, release it by `paa release --claim three`" in done.err
    assert release(repository, "--claim", "three").code == 0
    assert sorted(view.files("three")) == archives("three-0.0.2")
    assert release(repository).out == "nothing to release; 3 unchanged\n"


def test_a_failed_trial_in_the_feed_takes_a_version(
    repository: PackagingRepository, azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = azure.feed("again", view="Release")
    start(repository, feed_and_view(azure, "again"), three=THREE)
    monkeypatch.setenv("TWINE_PASSWORD", azure.password)
    assert release(repository).code == 0
    repository.module("three", LACKING)
    repository.commit("[three] needs more")
    failed = release(repository)
    repository.module("three", f"{THREE}# mended\n")
    repository.commit("[three] needs nothing")

    assert (failed.code, release(repository).code) == (6, 0)

    assert failed.err.endswith("when it is mended, release it by `paa release`, which plans the next version\n")
    assert sorted(view.files("three")) == archives("three-0.0.1", "three-0.0.3")


def test_a_feed_that_does_not_let_us_promote(
    repository: PackagingRepository, azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token reads and uploads, and does not manage; nothing but the view is missing then."""
    view = azure.feed("unmanaged", view="Release")
    start(repository, feed_and_view(azure, "unmanaged"), one=ONE)
    monkeypatch.setenv("TWINE_PASSWORD", azure.password)
    place = azure.folder / "feeds" / azure.organization / "unmanaged"
    about = json.loads((place / "feed.json").read_text(encoding="utf-8"))
    (place / "feed.json").write_text(json.dumps({**about, "promotes": False}), encoding="utf-8")

    refused = release(repository)

    assert refused.code == 6
    assert "the index 'released' does not promote one 0.0.1 to the view 'Release': 403" in refused.err
    assert "needs the scope `Packaging (read, write & manage)`" in refused.err
    assert azure.password not in refused.err + refused.out
    assert view.files("one") == {}
    (place / "feed.json").write_text(json.dumps(about), encoding="utf-8")
    assert release(repository).code == 0
    assert sorted(view.files("one")) == archives("one-0.0.1")
