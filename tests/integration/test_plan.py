"""`paa plan`: real histories, and what is to be released of them."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from paa.core.release.plan_document import plan_document, read_plan
from tests.repositories import Branch, Commit, Delete, Move, Release, Step, Switch, Tag
from tests.repositories.histories import ALPHA, BETA, CONFIG, DELTA, GAMMA, SHARED
from tests.support import Completed, PackagingRepository, assert_golden, git, run
from tests.support.here import paa_here
from tests.support.trees import read_tree

History = Callable[[str], PackagingRepository]


def plan(repository: PackagingRepository, *words: str | Path) -> Completed:
    return paa_here("plan", *words, "--root", repository.root)


def document(repository: PackagingRepository, *words: str) -> dict[str, Any]:
    """Give the plan as a document, and see that it survives being read."""
    done = plan(repository, *words, "--json")
    assert (done.code, done.err) == (0, "")
    written: dict[str, Any] = json.loads(done.out)
    assert json.loads(json.dumps(plan_document(read_plan(done.out, where="plan.json")))) == written
    return written


def versions(repository: PackagingRepository, *words: str) -> dict[str, str]:
    """Give what would be released, in its order."""
    return {each["import_name"]: each["version"] for each in document(repository, *words)["releases"]}


def release_of(name: str, written: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in written["releases"] if each["import_name"] == name)
    return found


def remarks(written: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each["subject"], each["text"]) for each in written["remarks"]]


def extend(repository: PackagingRepository, *steps: Step) -> PackagingRepository:
    for step in steps:
        step(repository)
    return repository


def refused(done: Completed, code: int, *parts: str) -> None:
    assert (done.code, done.out) == (code, "")
    assert "Traceback" not in done.err
    for part in parts:
        assert part in done.err


def test_first_release_goes_in_the_order_of_siblings(history: History) -> None:
    written = document(history("start"))

    assert [(each["import_name"], each["version"], each["cause"]) for each in written["releases"]] == [
        ("alpha", "0.0.1", "new"),
        ("gamma", "0.0.1", "new"),
        ("beta", "0.0.1", "new"),
    ]
    assert release_of("beta", written)["siblings"] == ["alpha"]
    assert (written["unchanged"], written["remarks"]) == (0, [])


def test_nothing_is_left_after_a_release(history: History) -> None:
    done = plan(history("released"))

    assert done == Completed(0, "nothing to release; 3 unchanged\n", "")


@pytest.mark.parametrize("how", ["squash", "rebase", "merge"])
def test_every_way_to_merge_releases_the_same(history: History, how: str) -> None:
    written = document(history(how))

    assert [(each["import_name"], each["version"], each["rule"]) for each in written["releases"]] == [
        ("alpha", "0.1.0", "[.+.]"),
        ("gamma", "0.0.2", "fix"),
    ]
    assert "louder" in release_of("alpha", written)["notes"]
    assert "count right" in release_of("gamma", written)["notes"]
    assert release_of("alpha", written)["files"] == ["module_dir/alpha.py"]
    assert written["versions"] == {"alpha": "0.1.0", "beta": "0.0.1", "gamma": "0.0.2"}


def test_a_component_releases_all_that_reach_it(history: History) -> None:
    repository = extend(
        history("released"),
        Commit("feat: shout louder", {"module_dir/components/shared.py": SHARED.replace("upper()", 'upper() + "!"')}),
    )

    written = document(repository)

    assert versions(repository) == {"alpha": "0.1.0", "beta": "0.1.0"}
    assert release_of("beta", written)["files"] == ["module_dir/components/shared.py"]
    assert release_of("alpha", written)["notes"] == ["shout louder"]


def test_configuration_releases_those_that_take_it(history: History) -> None:
    repository = extend(
        history("released"), Commit("chore: other licence", {".paa.config": CONFIG.replace("MIT", "ISC")})
    )

    written = document(repository)

    # gamma has a licence of its own.
    assert [each["import_name"] for each in written["releases"]] == ["alpha", "beta"]
    assert release_of("alpha", written)["files"] == [".paa.config"]


def test_configuration_of_something_else_releases_nothing(history: History) -> None:
    repository = extend(history("released"), Commit("Limit", {".paa.config": f"{CONFIG}release_limit: 5\n"}))

    assert versions(repository) == {}


@pytest.mark.parametrize("path", ["README.md", "tests/alpha/test_alpha.py", "other/alpha.py", "alpha.py"])
def test_what_is_in_no_package_releases_nothing(history: History, path: str) -> None:
    repository = extend(history("released"), Commit("Change", {path: "# other\n"}))

    assert plan(repository) == Completed(0, "nothing to release; 3 unchanged\n", "")


def test_a_deleted_module_is_said(history: History) -> None:
    repository = extend(history("released"), Delete("Drop gamma", ("module_dir/gamma.py",)))

    written = document(repository)

    assert written["releases"] == []
    assert remarks(written) == [("gamma", "released as 0.0.1, and its module is gone; nothing is released")]


def test_a_renamed_module_is_a_new_project(history: History) -> None:
    repository = extend(history("released"), Move("Rename", "module_dir/gamma.py", "module_dir/counter.py"))

    assert versions(repository) == {"counter": "0.0.1"}


def test_a_module_that_needs_a_deleted_one_is_an_error(history: History) -> None:
    repository = extend(history("released"), Delete("Drop alpha", ("module_dir/alpha.py",)))

    written = document(repository)

    assert remarks(written)[0] == ("alpha", "released as 0.0.1, and its module is gone; nothing is released")
    # `import alpha` is somebody else's project now, as far as the source says.
    assert [each["import_name"] for each in written["releases"]] == []


def test_a_new_project_beside_released_ones(history: History) -> None:
    repository = extend(history("released"), Commit("feat(delta): begin", {"module_dir/delta.py": DELTA}))

    written = document(repository)

    assert versions(repository) == {"delta": "0.0.1"}
    assert release_of("delta", written)["rule"] == "the first release"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("cli/gamma.py", "import typer\n\napp = typer.Typer()\n"),
        ("artifacts/gamma/data.txt", "1\n"),
        ("licenses/gamma/LICENSE", "Ours.\n"),
        ("extra_docs/gamma/more.md", "# More\n"),
        ("example_notebooks/gamma.ipynb", '{"nbformat": 4, "cells": []}'),
        ("drawio/gamma.drawio", "<x/>"),
    ],
)
def test_what_stands_beside_a_module_releases_it(history: History, path: str, content: str) -> None:
    repository = extend(history("released"), Commit("Add it", {path: content}))

    added = document(repository)
    extend(repository, Release(), Delete("Take it away", (path,)))
    deleted = document(repository)

    assert [each["import_name"] for each in added["releases"]] == ["gamma"]
    assert (added["releases"][0]["files"], added["releases"][0]["notes"]) == ([path], ["Add it"])
    assert (deleted["releases"][0]["files"], deleted["releases"][0]["notes"]) == ([path], ["Take it away"])
    assert deleted["releases"][0]["version"] == "0.0.3"


def test_a_shallow_clone_is_refused(history: History, tmp_path: Path) -> None:
    origin = extend(history("released"), Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"}))
    url = origin.root.as_uri()
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", url, shallow)

    refused(
        paa_here("plan", "--root", shallow),
        3,
        "history is cut off",
        "hint: fetch the rest: git fetch --unshallow --tags (in a pipeline: fetch-depth 0)",
    )
    git(shallow, "fetch", "--quiet", "--unshallow", "--tags")
    assert json.loads(paa_here("plan", "--json", "--root", shallow).out)["releases"][0]["version"] == "0.0.2"


def test_a_shallow_clone_without_tags_is_refused_even_if_nothing_changed(history: History, tmp_path: Path) -> None:
    origin = extend(history("released"), Commit("Docs", {"README.md": "# New\n"}))
    git(tmp_path, "clone", "--quiet", "--depth=1", origin.root.as_uri(), tmp_path / "shallow")

    refused(paa_here("plan", "--root", tmp_path / "shallow"), 3, "history is cut off")


def test_a_detached_head_can_be_planned(history: History) -> None:
    repository = history("squash")
    expected = document(repository)
    git(repository.root, "switch", "--quiet", "--detach", "HEAD")

    assert document(repository) == expected


def test_edits_are_said_and_not_planned(history: History) -> None:
    repository = history("released")
    repository.module("gamma", "this is no Python(\n")
    repository.module("delta", DELTA)

    written = document(repository)

    assert written["releases"] == []
    assert remarks(written) == [("work tree", "edited and not committed: module_dir/gamma.py, module_dir/delta.py")]


def test_a_module_that_was_deleted_and_not_committed_is_planned(history: History) -> None:
    repository = history("squash")
    (repository.root / "module_dir/gamma.py").unlink()

    assert versions(repository) == {"alpha": "0.1.0", "gamma": "0.0.2"}
    assert plan(repository, "gamma").code == 3  # Its name is looked up where the user is.


def test_a_name_that_is_not_committed_is_refused(history: History) -> None:
    repository = history("released")
    repository.module("delta", DELTA)

    refused(plan(repository, "delta"), 3, "module_dir/delta.py: delta is not committed")


def test_tags_of_the_predecessor_count(history: History) -> None:
    written = document(history("predecessor"))

    assert [(each["import_name"], each["previous"], each["version"]) for each in written["releases"]] == [
        ("gamma", "1.10", "2.0.0")
    ]
    assert release_of("gamma", written)["notes"] == ["count", "much better"]
    assert written["unchanged"] == 2


def test_the_document_is_stable(history: History) -> None:
    repository = extend(
        history("predecessor"),
        Commit("[alpa] louder; [alpha][.+.] much louder", {"module_dir/alpha.py": f"{ALPHA}# louder\n"}),
        Commit("feat!: all new", {"module_dir/components/shared.py": f"{SHARED}# new\n"}),
        Commit("[gamma] says nothing"),
        Commit("Add a draft", {"module_dir/draft.py": "x = 1\n", "module_dir/my-draft.py": "x = 1\n"}),
    )

    assert_golden("plan.json", plan(repository, "--json").out)
    assert_golden("plan.txt", plan(repository).out)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((Tag("v9.0.0_gamma"),), id="lightweight"),
        pytest.param((Tag("v9.0_0_gamma", "x"), Tag("v9", "x"), Tag("gamma-9.0", "x")), id="other names"),
        pytest.param((Tag("v9.0.0_gamma", "Gamma, the ninth"),), id="another meaning"),
        pytest.param((Tag("vnine_gamma", "gamma==nine"),), id="no version"),
        pytest.param((Tag("v9.0.0_stranger", "stranger==9.0.0"),), id="no module"),
    ],
)
def test_other_tags_are_ignored(history: History, steps: Sequence[Step]) -> None:
    repository = extend(history("released"), *steps)

    written = document(repository)

    assert written["releases"] == []
    assert written["versions"]["gamma"] == "0.0.1"
    if isinstance(steps[0], Tag) and "stranger" in steps[0].name:
        assert remarks(written) == [("stranger", "released as 9.0.0, and its module is gone; nothing is released")]
    else:
        assert written["remarks"] == []


def test_a_tag_of_no_commit_is_said(history: History) -> None:
    repository = history("released")
    tree = git(repository.root, "rev-parse", "HEAD^{tree}")
    extend(repository, Tag("v0.0.2_gamma", "gamma==0.0.2", target=tree))

    written = document(repository)

    assert remarks(written) == [("gamma", "released as 0.0.2, but no tag says from which commit")]
    assert written["versions"]["gamma"] == "0.0.2"


def test_a_tag_that_points_nowhere_is_an_error(history: History) -> None:
    repository = extend(history("released"), Tag("v0.0.2_gamma", "gamma==0.0.2"))
    name = git(repository.root, "rev-parse", "v0.0.2_gamma")
    (repository.root / f".git/objects/{name[:2]}/{name[2:]}").unlink()

    refused(plan(repository), 3, "missing object", "v0.0.2_gamma")


def test_a_release_without_a_tag_is_said(history: History) -> None:
    repository = history("released")
    git(repository.root, "tag", "--delete", "v0.0.1_alpha")

    written = document(repository)

    assert remarks(written) == [("alpha", "released as 0.0.1, but no tag says from which commit")]
    assert written["versions"]["alpha"] == "0.0.1"
    # Its dependents are not held back by that.
    extend(repository, Commit("[beta] more", {"module_dir/beta.py": f"{BETA}# more\n"}))
    assert versions(repository) == {"beta": "0.0.2"}


def test_a_release_from_a_hotfix_branch_counts(history: History) -> None:
    repository = extend(
        history("released"),
        Commit("[gamma] on the main line", {"module_dir/gamma.py": f"{GAMMA}# main\n"}),
        Branch("hotfix", "v0.0.1_gamma"),
        Commit("[gamma] in a hurry", {"module_dir/gamma.py": f"{GAMMA}# hot\n"}),
        Tag("v0.0.2_gamma", "gamma==0.0.2"),
        Switch("main"),
    )

    written = document(repository)

    assert (release_of("gamma", written)["previous"], release_of("gamma", written)["version"]) == ("0.0.2", "0.0.3")
    assert release_of("gamma", written)["notes"] == ["on the main line"]


@pytest.mark.parametrize(
    ("message", "version", "rule"),
    [
        ("[gamma] more", "0.0.2", "patch"),
        ("[gamma] [..+] more", "0.0.2", "[..+]"),
        ("[gamma] [.+.] more", "0.1.0", "[.+.]"),
        ("more [gamma] [+..]", "1.0.0", "[+..]"),
        ("[gamma][1.2.3] more", "1.2.3", "[1.2.3]"),
        ("feat(gamma): more", "0.1.0", "feat"),
        ("fix(gamma)!: more", "1.0.0", "fix!"),
        ("docs(gamma): more", "0.0.2", "patch"),
        ("more\n\nBREAKING CHANGE: everything\n", "1.0.0", "BREAKING CHANGE"),
        ("[gamma] more\n\nRelease-As: gamma 4.0rc1\n", "4.0rc1", "Release-As: 4.0rc1"),
    ],
)
def test_messages_decide_the_version(history: History, message: str, version: str, rule: str) -> None:
    repository = extend(history("released"), Commit(message, {"module_dir/gamma.py": f"{GAMMA}# more\n"}))

    release = release_of("gamma", document(repository))

    assert (release["version"], release["rule"], release["notes"]) == (version, rule, ["more"])


@pytest.mark.parametrize(
    ("asked", "problem"),
    [("0.0.1", "which is taken"), ("0.0.0.1", "which is lower than the last one, 0.0.1")],
)
def test_a_version_that_cannot_be_is_refused(history: History, asked: str, problem: str) -> None:
    repository = extend(
        history("released"), Commit(f"[gamma][{asked}] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})
    )

    refused(
        plan(repository),
        3,
        f"module_dir/gamma.py: commits ask for version {asked} by `[{asked}]`, {problem}",
        "hint: commit again with a version above 0.0.1 behind the label, such as [0.0.2]",
    )
    extend(repository, Commit("[gamma][0.0.2] again"))
    assert versions(repository) == {"gamma": "0.0.2"}


def test_labels_that_lead_nowhere_are_said(history: History) -> None:
    repository = extend(
        history("released"),
        Commit("[gama] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"}),
        Commit("[alpha] only said"),
        Commit("[wip] and array[gamm4]; list[int]"),
    )

    written = document(repository)

    short = {git(repository.root, "rev-parse", "--short=10", f"HEAD~{back}"): back for back in (1, 2)}
    alpha, gama = short
    assert remarks(written) == [
        ("gamma", "changed, and no commit names it: its notes are the subjects of the commits that touch it"),
        ("alpha", f"named by commit {alpha}, and nothing that it is made from changed"),
        ("[gama]", f"named by commit {gama}, and no project"),
    ]
    assert written["remarks"][2]["hint"].startswith("did you mean 'gamma'?")


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("[gamma] caf\u00e9; $(touch pwned); `touch pwned`; \x1b[31mred".encode(), id="commands"),
        pytest.param("[gamma] caf\u00e9".encode("latin-1"), id="latin-1"),
        pytest.param(b"[gamma] \x01\x02\x7f\xff\xfe end", id="controls"),
        pytest.param(b"[gamma] " + b"long " * 20_000, id="long"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"[gamma] a\n\n\x01" + b"0" * 40 + b"\n", id="like a header"),
    ],
)
def test_text_of_any_bytes_is_data(history: History, message: bytes) -> None:
    repository = history("released")
    repository.module("gamma", f"{GAMMA}# more\n")
    git(repository.root, "add", "--all")
    text = repository.root.parent / "message"
    text.write_bytes(message)
    git(repository.root, "commit", "--quiet", "--allow-empty-message", "--cleanup=verbatim", f"--file={text}")

    release = release_of("gamma", document(repository))

    assert release["version"] == "0.0.2"
    assert release["files"] == ["module_dir/gamma.py"]
    assert all(note.isprintable() for note in release["notes"])
    shown = plan(repository)
    assert shown.code == 0
    assert "\x1b" not in shown.out
    assert not (repository.root / "pwned").exists()


def test_base_replaces_the_last_release(history: History) -> None:
    repository = extend(
        history("released"),
        Commit("[gamma] one", {"module_dir/gamma.py": f"{GAMMA}# 1\n"}),
        Release(),
        Commit("[alpha] two", {"module_dir/alpha.py": f"{ALPHA}# 2\n"}),
    )

    assert versions(repository) == {"alpha": "0.0.2"}
    assert versions(repository, "--base", "v0.0.1_gamma") == {"alpha": "0.0.2", "gamma": "0.0.3"}
    refused(plan(repository, "--base", "--output=x"), 3, "there is no commit '--output=x'")
    refused(plan(repository, "--base", "nowhere"), 3, "there is no commit 'nowhere'", "hint: fetch it")


def test_names_select(history: History) -> None:
    repository = extend(
        history("released"),
        Commit("feat: shout", {"module_dir/components/shared.py": f"{SHARED}# more\n"}),
    )

    written = document(repository, "Beta")

    assert [(each["import_name"], each["siblings"]) for each in written["releases"]] == [("beta", [])]
    # It is built against what was released of its sibling.
    assert written["versions"]["alpha"] == "0.0.1"
    refused(plan(repository, "bet"), 3, "there is no module 'bet'", "hint: did you mean 'beta'?")


def test_a_sibling_that_was_never_released_is_refused(history: History) -> None:
    repository = history("start")

    refused(
        plan(repository, "beta"),
        3,
        "module_dir/beta.py: alpha was never released, and beta needs it",
        "hint: release it, too: `paa release beta alpha`, or everything that changed",
    )
    assert list(versions(repository, "beta", "alpha")) == ["alpha", "beta"]


def test_circular_siblings_are_refused(history: History) -> None:
    repository = extend(history("start"), Commit("Turn", {"module_dir/alpha.py": f"from beta import twice\n{ALPHA}"}))

    refused(
        plan(repository),
        3,
        "error: module_dir/alpha.py: circular siblings: alpha -> beta -> alpha",
        "hint: move what both need into a component",
    )


def test_a_released_module_may_not_need_a_private_one(history: History) -> None:
    private = ALPHA.replace("__package_metadata__", "_metadata")
    repository = extend(history("released"), Commit("Keep it", {"module_dir/alpha.py": private}))

    refused(
        plan(repository),
        3,
        "error: module_dir/beta.py:3: beta is for release and imports alpha, which is not",
        "hint: add __package_metadata__ to module_dir/alpha.py, or make a component of it",
    )


def test_two_modules_of_one_project_are_refused(history: History) -> None:
    twin = DELTA.replace('"description"', '"name": "My-Delta", "description"')
    repository = extend(
        history("released"), Commit("Twins", {"module_dir/delta.py": twin, "module_dir/my_delta.py": DELTA})
    )

    refused(plan(repository), 3, "my_delta and delta are one and the same project, 'my-delta'")


def test_a_repository_in_a_sub_folder(history: History, tmp_path: Path) -> None:
    inner = history("start")
    outer = PackagingRepository(tmp_path / "outer")
    shutil.copytree(inner.root, outer.root / "packages/python", ignore=shutil.ignore_patterns(".git"))
    outer.module("gamma", "not ours(\n")
    outer.commit("[gamma] start")
    ours = outer.root / "packages/python"
    assert paa_here("release", "--root", ours).code == 0

    outer.module("gamma", "not ours, changed(\n")
    outer.commit("[gamma] other")
    outer.write("packages/python/module_dir/gamma.py", f"{GAMMA}# more\n")
    outer.commit("[gamma] more")

    written = json.loads(paa_here("plan", "--json", "--root", ours).out)
    assert [(each["import_name"], each["version"]) for each in written["releases"]] == [("gamma", "0.0.2")]
    assert written["releases"][0]["files"] == ["module_dir/gamma.py"]
    assert (ours / ".paa/tracking/version_logs.csv").is_file()
    assert not (outer.root / ".paa").exists()


def test_a_linked_work_tree(history: History, tmp_path: Path) -> None:
    repository = history("squash")
    linked = tmp_path / "linked"
    git(repository.root, "worktree", "add", "--quiet", "-b", "other", linked)

    there = json.loads(paa_here("plan", "--json", "--root", linked, "--index", "local").out)

    # The index is a folder of the other work tree; tags and history are the same.
    assert [each["version"] for each in there["releases"]] == ["0.1.0", "0.0.2"]


def test_a_link_is_what_it_leads_to(history: History) -> None:
    repository = history("released")
    repository.write("elsewhere/delta.py", DELTA)
    (repository.root / "module_dir/delta.py").symlink_to("../elsewhere/delta.py")
    repository.commit("[delta] linked")
    assert versions(repository) == {"delta": "0.0.1"}
    extend(repository, Release())

    extend(repository, Commit("[delta] more", {"elsewhere/delta.py": f"{DELTA}# more\n"}))

    assert versions(repository) == {"delta": "0.0.2"}


def test_planning_writes_nothing(history: History) -> None:
    repository = history("squash")
    repository.write("unfinished.txt", "x\n")

    def everything() -> tuple[dict[str, bytes], dict[str, bytes], str]:
        inside = read_tree(repository.root / ".git", without="paa")
        return inside, read_tree(repository.root), git(repository.root, "for-each-ref")

    before = everything()

    plan(repository)

    assert everything() == before


@pytest.mark.parametrize("damage", [None, b"", b"{}", b"[]", b"\xff" * 100, b"checksum\n{}"])
def test_the_cache_changes_no_result(history: History, damage: bytes | None) -> None:
    repository = history("squash")
    shutil.rmtree(repository.root / ".git/paa")
    expected = document(repository)
    (cache,) = (repository.root / ".git/paa").glob("sources-*")
    settings = list((repository.root / ".git/paa").glob("settings-*"))
    content = cache.read_bytes()

    assert document(repository) == expected
    for file in (cache, *settings):
        if damage is None:
            file.unlink()
        else:
            file.write_bytes(damage)
    assert document(repository) == expected
    cache.write_bytes(content.replace(b"shout", b"shoot"))
    assert document(repository) == expected
    for file in settings:
        file.write_bytes(file.read_bytes().replace(b"true", b"false"))
    assert document(repository) == expected


def test_a_read_only_repository_can_be_planned(history: History) -> None:
    repository = history("squash")
    shutil.rmtree(repository.root / ".git/paa")
    (repository.root / ".git/paa").write_text("in the way\n", encoding="utf-8")

    assert versions(repository) == {"alpha": "0.1.0", "gamma": "0.0.2"}


@pytest.mark.parametrize(
    "words",
    [
        ("log.showRoot", "false"),
        ("log.showSignature", "true"),
        ("color.ui", "always"),
        ("i18n.logOutputEncoding", "latin1"),
        ("diff.relative", "true"),
        ("status.showUntrackedFiles", "no"),
        ("core.quotePath", "true"),
        ("log.date", "relative"),
        ("diff.renames", "copies"),
    ],
)
def test_the_configuration_of_the_user_changes_nothing(history: History, words: tuple[str, str]) -> None:
    repository = history("start")
    extend(repository, Commit("[gamma] caf\u00e9", {"module_dir/gamma.py": f"{GAMMA}# more\n"}))
    expected = document(repository)

    git(repository.root, "config", *words)

    assert document(repository) == expected


def test_an_empty_repository_is_refused(repository: PackagingRepository) -> None:
    repository.config(CONFIG)

    refused(plan(repository), 3, "there is no commit yet", "hint: commit the modules first")


def test_a_damaged_ledger_is_refused(history: History) -> None:
    repository = extend(
        history("released"),
        Commit("Merge badly", {".paa/tracking/lsts_package_versions.yml": "<<<<<<< HEAD\nalpha: 1.0\n=======\n"}),
    )

    refused(plan(repository), 3, ".paa/tracking/lsts_package_versions.yml:1: expected `import_name: x.y.z`")


def test_git_is_needed(history: History) -> None:
    repository = history("released")

    done = run(
        *(shutil.which("env") or "env", "-i", f"HOME={repository.root.parent}", "PATH=/nowhere"),
        *(sys.executable, "-m", "paa", "plan", "--root", repository.root),
    )

    assert (done.code, done.out) == (2, "")
    assert "git is not installed" in done.err
