"""What a commit message says of projects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.core.release.commits import decide, nearest, sayings, unknown_labels, unlabelled
from paa.model.history import Bump, Commit, Decision, Saying
from paa.model.names import ImportName

PROJECTS = {canonicalize_name(name): ImportName(name) for name in ("my_module", "a", "b", "formatting")}
Told = tuple[Bump | str | None, str | None, tuple[str, ...]]


def commit(subject: str, body: str = "", *, merge: bool = False) -> Commit:
    return Commit(id="c0ffee", time=0, subject=subject, body=body, paths=() if merge else ("module_dir/a.py",))


def told(saying: Saying) -> Told:
    return str(saying.version) if saying.version else saying.bump, saying.rule, saying.notes


def said(subject: str, body: str = "", *, merge: bool = False) -> dict[str, Told]:
    return {name: told(each) for name, each in sayings(commit(subject, body, merge=merge), PROJECTS).items()}


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param("[my_module] one; two", {"my_module": (None, None, ("one", "two"))}, id="label"),
        pytest.param("one; two [My-Module]", {"my_module": (None, None, ("one", "two"))}, id="label-behind"),
        pytest.param("one [ my.module ], indeed", {"my_module": (None, None, ("one, indeed",))}, id="label-inside"),
        pytest.param("[a]: one", {"a": (None, None, ("one",))}, id="colon"),
        pytest.param("[a] - one", {"a": (None, None, ("one",))}, id="dash"),
        pytest.param("[a] -1 is an error", {"a": (None, None, ("-1 is an error",))}, id="minus"),
        pytest.param("[a]", {"a": (None, None, ())}, id="nothing-else"),
        pytest.param("[a] ; ;; one;", {"a": (None, None, ("one",))}, id="empty-notes"),
        pytest.param("[a][+..] one", {"a": (Bump.MAJOR, "[+..]", ("one",))}, id="major"),
        pytest.param("[a][.+.] one", {"a": (Bump.MINOR, "[.+.]", ("one",))}, id="minor"),
        pytest.param("[a] [..+] one", {"a": (Bump.PATCH, "[..+]", ("one",))}, id="patch-behind-a-blank"),
        pytest.param("[a][1.2.3] one", {"a": ("1.2.3", "[1.2.3]", ("one",))}, id="exact"),
        pytest.param("[a][2.0rc1] one", {"a": ("2.0rc1", "[2.0rc1]", ("one",))}, id="pre-release"),
        pytest.param("[a] [3.11] is supported", {"a": (None, None, ("[3.11] is supported",))}, id="version-in-text"),
        pytest.param("[a] explain [+..]", {"a": (None, None, ("explain [+..]",))}, id="mark-in-text"),
        pytest.param("[a][++.] one", {"a": (None, None, ("[++.] one",))}, id="no-mark"),
        pytest.param("[a] list[int] [x]", {"a": (None, None, ("list[int] [x]",))}, id="other-brackets"),
        pytest.param(
            "[a][+..][b] one", {"a": (Bump.MAJOR, "[+..]", ("one",)), "b": (None, None, ("one",))}, id="two-labels"
        ),
        pytest.param(
            "[a] one; [b][1.0] two; three",
            {"a": (None, None, ("one",)), "b": ("1.0", "[1.0]", ("two", "three"))},
            id="a-label-per-note",
        ),
        pytest.param("feat(my_module): add x", {"my_module": (Bump.MINOR, "feat", ("add x",))}, id="feat"),
        pytest.param("fix(my-module): mend x", {"my_module": (Bump.PATCH, "fix", ("mend x",))}, id="fix"),
        pytest.param("docs(a): x", {"a": (None, None, ("x",))}, id="docs"),
        pytest.param("deps(a): x", {"a": (None, None, ("x",))}, id="unknown-type"),
        pytest.param("deps(a)!: x", {"a": (Bump.MAJOR, "deps!", ("x",))}, id="breaking"),
        pytest.param(
            "feat(a, b): x", {"a": (Bump.MINOR, "feat", ("x",)), "b": (Bump.MINOR, "feat", ("x",))}, id="two-scopes"
        ),
        pytest.param("[a] feat: x", {"a": (Bump.MINOR, "feat", ("x",))}, id="label-before-type"),
        pytest.param("feat: [a] x", {"a": (Bump.MINOR, "feat", ("x",))}, id="label-behind-type"),
        pytest.param("feat: [a][..+] x", {"a": (Bump.PATCH, "[..+]", ("x",))}, id="mark-before-type"),
        pytest.param("feat!: [a][..+] x", {"a": (Bump.MAJOR, "feat!", ("x",))}, id="breaking-before-mark"),
        pytest.param("[a] feat(parser): x", {"a": (Bump.MINOR, "feat", ("parser: x",))}, id="foreign-scope"),
        pytest.param("[a] note: x", {"a": (None, None, ("note: x",))}, id="no-type"),
        pytest.param("[a] std::sort; fix::x", {"a": (None, None, ("std::sort", "fix::x"))}, id="double-colon"),
        pytest.param('Revert "[a][1.2.3] x"', {"a": (None, None, ('Revert "x"',))}, id="revert"),
        pytest.param("fixup! [a] x", {"a": (None, None, ("x",))}, id="fixup"),
        pytest.param("Merged PR 12: [a][.+.] x", {"a": (Bump.MINOR, "[.+.]", ("x",))}, id="azure"),
        pytest.param(
            "[a] \x1b[31mred\x1b[0m\x00 \u202ex\ud800\tend", {"a": (None, None, ("red x\ufffd end",))}, id="controls"
        ),
        pytest.param("[a] <b>*x*</b>", {"a": (None, None, ("<b>*x*</b>",))}, id="markup"),
        pytest.param(f"[a][{'9' * 5000}] x", {"a": (None, None, (f"[{'9' * 5000}] x",))}, id="digits"),
        pytest.param("plain", {}, id="plain"),
        pytest.param("feat: x", {}, id="scopeless"),
        pytest.param("[skip ci] x [[[", {}, id="brackets"),
    ],
)
def test_subjects(subject: str, expected: dict[str, Told]) -> None:
    assert said(subject) == expected


def test_a_squash_keeps_its_subjects_in_the_body() -> None:
    body = "* [a] fix x; mend y\n\n[b] is prose\n\n  - feat(b): z\r\n* nothing [c]\n\nCo-authored-by: [a] <a@b>"

    assert said("Many things (#5)", body) == {
        "a": (None, None, ("fix x", "mend y")),
        "b": (Bump.MINOR, "feat", ("z",)),
    }


def test_a_footer_belongs_to_the_item_above_it() -> None:
    body = "* feat(a): x\n\nlong\n\nBREAKING CHANGE: y\n\n* fix(b): z"

    assert said("Many", body) == {"a": (Bump.MAJOR, "BREAKING CHANGE", ("x",)), "b": (Bump.PATCH, "fix", ("z",))}


@pytest.mark.parametrize("footer", ["BREAKING CHANGE: y", "BREAKING-CHANGE: y", "BREAKING CHANGE #3"])
@pytest.mark.parametrize("body", ["- fix(a): x\n- fix(b): z", "* fix(a): x\n\n* fix(b): z\n\n---------"])
def test_a_footer_below_several_items_is_for_all(body: str, footer: str) -> None:
    assert {told[0] for told in said("Many", f"{body}\n\n{footer}").values()} == {Bump.MAJOR}


@pytest.mark.parametrize("text", ["breaking change: y", "BREAKING CHANGES: y", "No BREAKING CHANGE: y"])
def test_prose_is_no_footer(text: str) -> None:
    assert said("[a] x", text) == {"a": (None, None, ("x",))}


@pytest.mark.parametrize("footer", ["Release-As: my-module 1.2.3", "release-as: my_module==1.2.3"])
def test_a_footer_asks_for_a_version(footer: str) -> None:
    assert said("Train", footer) == {"my_module": ("1.2.3", "Release-As: 1.2.3", ("Train",))}


@pytest.mark.parametrize("footer", ["Release-As: 1.2.3", "Release-As: c 1.2.3", "Release-As: a one"])
def test_other_release_footers_say_nothing(footer: str) -> None:
    assert said("Train", footer) == {}


def test_the_highest_of_one_message_wins() -> None:
    assert said("[a][1.2.3] x", "* [a][1.10.0] y\n\n* [a] x")["a"] == ("1.10.0", "[1.10.0]", ("x", "y"))


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        pytest.param("one; two", "prose\n- item", (None, None, ("one", "two")), id="plain"),
        pytest.param("feat: x", "", (Bump.MINOR, "feat", ("x",)), id="type"),
        pytest.param("feat(parser): x", "", (Bump.MINOR, "feat", ("parser: x",)), id="foreign-scope"),
        pytest.param("x", "BREAKING CHANGE: y", (Bump.MAJOR, "BREAKING CHANGE", ("x",)), id="breaking"),
        pytest.param("[+..] x", "", (Bump.MAJOR, "[+..]", ("x",)), id="mark"),
        pytest.param("[1.2.3] x", "", (None, None, ("[1.2.3] x",)), id="no-version-for-everybody"),
        pytest.param("Many", "* feat: x\n* y", (Bump.MINOR, "feat", ("Many", "x")), id="squash"),
        pytest.param("Train", "* [a] x\n\n* feat: y", (Bump.MINOR, "feat", ("y",)), id="beside-labels"),
        pytest.param("Merged PR 1: x", "", (None, None, ("x",)), id="azure-squash"),
        pytest.param("[a] x", "", None, id="labelled"),
        pytest.param("Train", "* [a] x", None, id="labelled-below"),
        pytest.param("Merge branch 'feat: x'", "", None, id="merge"),
        pytest.param("Merge pull request #1 from a/b", "title", None, id="github-merge"),
        pytest.param("", "", None, id="empty"),
        pytest.param("\x00\x07;", "", None, id="nothing-printable"),
    ],
)
def test_messages_without_labels(subject: str, body: str, expected: Told | None) -> None:
    saying = unlabelled(commit(subject, body), PROJECTS)

    assert (saying and told(saying)) == expected
    assert saying is None or not saying.labelled


def test_the_merge_of_a_request_says_nothing() -> None:
    assert unlabelled(commit("Merged PR 12: feat: x", merge=True), PROJECTS) is None
    assert said("Merge branch 'x' of [a]", merge=True) == {"a": (None, None, ("Merge branch 'x' of",))}


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        pytest.param("[my_modul] x", "", ("my_modul",), id="label"),
        pytest.param("x [my module]", "", ("my module",), id="blank"),
        pytest.param("feat(a,formating): x", "", ("formating",), id="scope"),
        pytest.param("x", "* [mymodule] y\n\nRelease-As: formattin 1.0", ("mymodule", "formattin"), id="body"),
        pytest.param("[WIP] [skip ci] [+..] [1.2.3] [] list[my_modul] [a]", "[my_modul]", (), id="text"),
        pytest.param(f"[{'my_modul' * 1000}]", "", (), id="long"),
    ],
)
def test_near_misses(subject: str, body: str, expected: tuple[str, ...]) -> None:
    assert unknown_labels(commit(subject, body), PROJECTS) == expected


def test_the_nearest_project() -> None:
    assert nearest("My Modul", PROJECTS) == "my_module"
    assert nearest("other", PROJECTS) is None


def saying(version: str | None = None, bump: Bump | None = None, rule: str | None = None, *notes: str) -> Saying:
    return Saying(
        commit="c", labelled=True, version=Version(version) if version else None, bump=bump, rule=rule, notes=notes
    )


def test_nothing_said_is_a_patch() -> None:
    assert decide([]) == Decision(version=None, bump=Bump.PATCH, rule="patch", notes=())


def test_the_highest_bump_decides() -> None:
    said = [
        saying(None, Bump.PATCH, "fix", "one"),
        saying(None, Bump.MAJOR, "[+..]", "two", "one"),
        saying(None, None, None, "three"),
    ]

    assert decide(said) == Decision(version=None, bump=Bump.MAJOR, rule="[+..]", notes=("one", "two", "three"))


def test_the_highest_version_goes_before_every_bump() -> None:
    said = [saying("1.10", None, "[1.10]"), saying("1.9", None, "[1.9]"), saying(None, Bump.MAJOR, "[+..]")]

    assert decide(said) == Decision(version=Version("1.10"), bump=Bump.MAJOR, rule="[1.10]", notes=())


WORDS = (
    "[a]",
    "[b]",
    "[+..]",
    "[1.2]",
    "[",
    "]",
    ";",
    "feat",
    "(a)",
    "!",
    ": ",
    " ",
    "x",
    "* ",
    "\x1b[",
    "Revert ",
    '"',
)
LINES = ("\n", "\n\n", "BREAKING CHANGE: ", "Release-As: a ", "\u2028", "\ud800", "---------\n")
PIECES = st.lists(st.sampled_from(WORDS + LINES) | st.text(max_size=5), max_size=30).map("".join)


@given(subject=PIECES, body=PIECES)
def test_any_text_is_read(subject: str, body: str) -> None:
    one = commit(subject, body)
    read = [*sayings(one, PROJECTS).values(), *filter(None, [unlabelled(one, PROJECTS)])]

    notes = [note for each in read for note in each.notes]
    assert all(note.split() == note.split(" ") and note.encode() and "\x1b" not in note for note in notes)
    assert set(unknown_labels(one, PROJECTS)).isdisjoint(PROJECTS)
