"""The gate `api`, and what a plan says and does about changes that break what was released."""

import json
import sys
from pathlib import Path

import pytest

from tests.support import Completed, git
from tests.support.workshop import CONFIG, RELEASED, Workshop

OLD = f'{RELEASED}from components.part import cut\n__all__ = ["cut", "parse"]\n\n\ndef parse(text, strict=False): ...\n'
NEW = f'{RELEASED}from components.part import cut\n__all__ = ["cut", "parse"]\n\n\ndef parse(text): ...\n'
PART = "module_dir/components/part.py"


def gated(policy: str) -> str:
    return f"{CONFIG}api_policy: {policy}\ngates:\n  make-package: {{good-release: off}}\n  release: {REST}\n"


REST = "{good-release: off, lint: off, smoke: off, tests: off, vulnerabilities: off, metadata: off, contents: off}"


def prepare(workshop: Workshop, *, version: str = "1.0.0", policy: str = "fail") -> None:
    """Release a first version, and break its interface."""
    repository = workshop.repository
    repository.config(gated(policy))
    repository.module("tool", OLD)
    repository.write(PART, "def cut(at): ...\n")
    repository.commit(f"[tool][{version}] begin")
    released = workshop.paa("release", "--no-push", "--root", repository.root)
    assert (released.code, released.err) == (0, ""), released
    repository.module("tool", NEW)


def check(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("check", "tool", "--only", "api", *words, "--root", workshop.repository.root)


def broken(previous: str, planned: str, mark: str, wanted: str) -> str:
    return (
        "module_dir/tool.py:6: api/breaking-change\n"
        f"  tool.parse(strict): parameter was removed, since {previous}, and {planned} does not say so\n"
        f"  hint: keep what was, or let the version say it: `[tool][{mark}]` in a commit asks for {wanted}\n"
    )


PASSED = Completed(0, "api: 1 project, nothing breaks that a version does not tell of\n", "")


def refused(out: str, count: int = 1) -> Completed:
    findings = "1 finding" if count == 1 else f"{count} findings"
    return Completed(4, out, f"error: {findings}\n")


def test_new_project_breaks_nothing(workshop: Workshop) -> None:
    workshop.repository.config(gated("fail"))
    workshop.repository.module("tool", NEW)
    workshop.repository.write(PART, "def cut(at): ...\n")
    workshop.repository.commit()

    assert check(workshop) == PASSED


@pytest.mark.parametrize(
    ("version", "message", "expected"),
    [
        pytest.param("1.0.0", "[tool] less", refused(broken("1.0.0", "1.0.1", "+..", "2.0.0")), id="patch"),
        pytest.param("1.0.0", "[tool][.+.] less", refused(broken("1.0.0", "1.1.0", "+..", "2.0.0")), id="minor"),
        pytest.param("1.0.0", "[tool][+..] less", PASSED, id="major"),
        pytest.param("1.0.0", "feat(tool)!: less", PASSED, id="conventional"),
        pytest.param("1.0.0", "[tool][2.0.0] less", PASSED, id="exact version"),
        pytest.param("0.1.0", "[tool] less", refused(broken("0.1.0", "0.1.1", ".+.", "0.2.0")), id="0.y, patch"),
        pytest.param("0.1.0", "[tool][.+.] less", PASSED, id="0.y, minor"),
    ],
)
def test_break_needs_a_version_that_tells(workshop: Workshop, version: str, message: str, expected: Completed) -> None:
    prepare(workshop, version=version)
    workshop.repository.commit(message)

    assert check(workshop) == expected


def test_break_that_is_not_committed_is_found(workshop: Workshop) -> None:
    prepare(workshop)

    assert check(workshop) == refused(broken("1.0.0", "1.0.1", "+..", "2.0.0"))


def test_break_of_a_component_that_is_offered(workshop: Workshop) -> None:
    prepare(workshop)
    workshop.repository.module("tool", OLD)
    workshop.repository.write(PART, "\ndef cut(): ...\n")
    workshop.repository.commit("[tool] less")

    assert check(workshop) == refused(
        f"{PART}:2: api/breaking-change\n"
        "  tool.components.part.cut(at): parameter was removed, since 1.0.0, and 1.0.1 does not say so\n"
        "  hint: keep what was, or let the version say it: `[tool][+..]` in a commit asks for 2.0.0\n"
    )


def test_what_is_gone_is_told_with_its_file(workshop: Workshop) -> None:
    prepare(workshop)
    workshop.repository.module("tool", f'{RELEASED}__all__ = ["parse"]\ndef parse(text, strict=False): ...\n')
    workshop.repository.commit("[tool] less")

    assert check(workshop) == refused(
        "module_dir/tool.py: api/breaking-change\n"
        "  tool.cut: public object was removed, since 1.0.0, and 1.0.1 does not say so\n"
        "  hint: keep what was, or let the version say it: `[tool][+..]` in a commit asks for 2.0.0\n"
    )


@pytest.mark.parametrize(
    ("old", "new"), [pytest.param("fail", "off", id="off"), pytest.param("fail", "fail\nversioning: calver", id="date")]
)
def test_versions_that_are_not_asked_about(workshop: Workshop, old: str, new: str) -> None:
    prepare(workshop, policy=old)
    workshop.repository.config(gated(new))
    workshop.repository.commit("[tool] less")

    assert check(workshop) == PASSED


def test_a_release_is_stopped(workshop: Workshop) -> None:
    prepare(workshop)
    workshop.repository.commit("[tool] less")

    stopped = workshop.paa("release", "--no-push", "--root", workshop.repository.root)

    head, where, _ = broken("1.0.0", "1.0.1", "+..", "2.0.0").partition(": api/breaking-change\n  ")
    assert where
    assert (stopped.code, stopped.out) == (4, "")
    assert f"error: {head}: " in stopped.err
    assert "tool.parse(strict): parameter was removed, since 1.0.0, and 1.0.1 does not say so" in stopped.err
    assert git(workshop.repository.root, "tag", "--list") == "v1.0.0_tool"


def plan(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("plan", *words, "--root", workshop.repository.root)


def test_a_plan_suggests_the_version(workshop: Workshop) -> None:
    prepare(workshop, policy="warn")
    workshop.repository.commit("[tool] less")

    document = json.loads(plan(workshop, "--json").out)

    (release,) = document["releases"]
    assert (release["version"], release["rule"]) == ("1.0.1", "patch")
    assert document["remarks"] == [
        {
            "subject": "tool",
            "text": "1 breaking change since 1.0.0, and 1.0.1 does not say so",
            "hint": "`paa check tool --only api` lists them; `[tool][+..]` in a commit asks for 2.0.0",
        }
    ]


def test_a_plan_raises_the_version(workshop: Workshop) -> None:
    prepare(workshop, policy="bump")
    workshop.repository.commit("[tool] less")

    document = json.loads(plan(workshop, "--json").out)

    (release,) = document["releases"]
    assert (release["version"], release["rule"], document["remarks"]) == ("2.0.0", "breaking changes", [])
    assert check(workshop) == PASSED
    released = workshop.paa("release", "--no-push", "--root", workshop.repository.root)
    assert (released.code, released.err) == (0, "")
    assert git(workshop.repository.root, "tag", "--list").split() == ["v1.0.0_tool", "v2.0.0_tool"]


def test_an_exact_version_is_not_raised(workshop: Workshop) -> None:
    prepare(workshop, policy="bump")
    workshop.repository.commit("[tool][1.0.5] less")

    document = json.loads(plan(workshop, "--json").out)

    (release,) = document["releases"]
    assert release["version"] == "1.0.5"
    assert [remark["text"] for remark in document["remarks"]] == [
        "1 breaking change since 1.0.0, and 1.0.5 does not say so"
    ]
    assert check(workshop) == refused(broken("1.0.0", "1.0.5", "+..", "2.0.0"))


def test_griffe_is_not_installed(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(workshop)
    workshop.repository.commit("[tool] less")
    # What Python does with a module of this kind is what it does with none.
    monkeypatch.setitem(sys.modules, "griffe", None)

    assert check(workshop) == refused(
        "module_dir/tool.py: api/unavailable\n"
        "  tool cannot be compared with its last release: griffe is not installed\n"
        "  hint: pip install 'paa[check]'\n"
    )


@pytest.mark.parametrize(
    ("policy", "texts"),
    [("warn", []), ("bump", ["`bump` raises no version: griffe is not installed"])],
)
def test_a_plan_without_griffe(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, policy: str, texts: list[str]
) -> None:
    """What is only a suggestion is left out; what the configuration asks for is said to be missing."""
    prepare(workshop, policy=policy)
    workshop.repository.commit("[tool] less")
    monkeypatch.setitem(sys.modules, "griffe", None)

    document = json.loads(plan(workshop, "--json").out)

    assert [release["version"] for release in document["releases"]] == ["1.0.1"]
    assert [remark["text"] for remark in document["remarks"]] == texts


def test_a_last_release_that_cannot_be_read(workshop: Workshop) -> None:
    prepare(workshop)
    root = workshop.repository.root
    workshop.repository.module("tool", "def parse(\n")
    broken_commit = workshop.repository.commit("break it")
    git(root, "tag", "--annotate", "--message", "tool==1.0.1\n", "v1.0.1_tool", broken_commit)
    workshop.repository.module("tool", NEW)
    workshop.repository.commit("[tool] mend")

    outcome = check(workshop)

    assert (outcome.code, outcome.err) == (4, "error: 1 finding\n")
    first, second, _ = outcome.out.splitlines()
    assert first == "module_dir/tool.py: api/unavailable"
    assert second.startswith("  tool cannot be compared with its last release: syntax error:")


def test_a_last_release_whose_tag_was_not_fetched(workshop: Workshop) -> None:
    """What the ledger calls released is compared with its release, or nobody knows what breaks."""
    prepare(workshop)
    git(workshop.repository.root, "tag", "--delete", "v1.0.0_tool")

    assert check(workshop) == refused(
        "module_dir/tool.py: api/unavailable\n"
        "  tool cannot be compared with its last release: it was released as 1.0.0, but no tag says from which commit\n"
        "  hint: fetch the tags and what they name: git fetch --tags\n"
    )


def test_a_clone_whose_history_is_cut_off(workshop: Workshop, tmp_path: Path) -> None:
    workshop.repository.config(gated("fail"))
    workshop.repository.module("tool", NEW)
    workshop.repository.write(PART, "def cut(at): ...\n")
    workshop.repository.commit("begin")
    workshop.repository.commit("go on")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", workshop.repository.root.as_uri(), str(clone))

    assert workshop.paa("check", "tool", "--only", "api", "--root", clone) == refused(
        "module_dir/tool.py: api/unavailable\n"
        "  tool cannot be compared with its last release: history is cut off, and its tag may lie before the cut\n"
        "  hint: fetch the tags and what they name: git fetch --unshallow --tags\n"
    )
