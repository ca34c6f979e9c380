"""`paa status`: what tags, ledger and index know, where they disagree, and the way out that it names."""

import json
import shutil
from collections.abc import Callable

import pytest

from tests.repositories import Commit
from tests.repositories.histories import CONFIG, GAMMA
from tests.support import Completed, PackagingRepository, git
from tests.support.here import paa_here

History = Callable[[str], PackagingRepository]

LEDGER = ".paa/tracking/lsts_package_versions.yml"
AGREED = """\
project  tag    ledger  local  unreleased
alpha    0.0.1  0.0.1   0.0.1
beta     0.0.1  0.0.1   0.0.1
gamma    0.0.1  0.0.1   0.0.1
"""


def status(repository: PackagingRepository, *words: str) -> Completed:
    return paa_here("status", *words, "--root", repository.root)


def release_gamma(repository: PackagingRepository) -> None:
    Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})(repository)
    assert paa_here("release", "--root", repository.root).code == 0


def test_where_all_agree_nothing_is_wrong(history: History) -> None:
    assert status(history("released")) == Completed(0, AGREED, "")


def test_what_is_unreleased_is_no_problem(history: History) -> None:
    repository = history("released")
    Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})(repository)

    assert status(repository) == Completed(0, f"{AGREED.rstrip()}  changed\n", "")


def lose_tag(repository: PackagingRepository) -> None:
    git(repository.root, "tag", "--delete", "v0.0.2_gamma")


def lose_line(repository: PackagingRepository) -> None:
    repository.write(LEDGER, "alpha: 0.0.1\nbeta: 0.0.1\n")
    repository.commit("Lose a line")


def lose_record(repository: PackagingRepository) -> None:
    git(repository.root, "reset", "--quiet", "--hard", "HEAD~1")
    git(repository.root, "tag", "--delete", "v0.0.2_gamma")


def lose_index(repository: PackagingRepository) -> None:
    shutil.rmtree(repository.root / ".paa/index/simple/gamma")


@pytest.mark.parametrize(
    ("lose", "code", "row", "problem", "hint"),
    [
        pytest.param(
            lose_tag,
            3,
            "gamma    0.0.1  0.0.2   0.0.2  changed",
            "0.0.2 has no tag (last: 0.0.1)",
            "`paa status --repair` looks for the commit that was built, and makes the tag there",
            id="tag",
        ),
        pytest.param(
            lose_line,
            3,
            "gamma    0.0.2  -       0.0.2",
            "0.0.2 has no line in the ledger",
            "`paa status --repair` writes what the tag says into the ledger",
            id="ledger",
        ),
        pytest.param(
            lose_record,
            7,
            "gamma    0.0.1  0.0.1   0.0.2  changed",
            "0.0.2 is on local and nowhere recorded (last: 0.0.1)",
            "`paa release` completes a release that was interrupted, and tells a stranger's",
            id="record",
        ),
        pytest.param(
            lose_index,
            6,
            "gamma    0.0.2  0.0.2   -",
            "0.0.2 has no file on local",
            "restore the index from a copy; without one: paa release --force --reason 'index lost' gamma",
            id="index",
        ),
    ],
)
def test_each_problem_has_its_way_out(
    history: History, lose: Callable[[PackagingRepository], None], code: int, row: str, problem: str, hint: str
) -> None:
    repository = history("released")
    release_gamma(repository)
    lose(repository)

    told = status(repository)

    assert (told.code, told.err) == (code, "")
    assert told.out.endswith(f"{row}\n  ! {problem}\n    hint: {hint}\n")
    listed = status(repository, "--json")
    assert listed.code == code
    (gamma,) = (each for each in json.loads(listed.out)["projects"] if each["name"] == "gamma")
    assert gamma["problems"] == [{"text": problem, "where": None, "hint": hint}]


@pytest.mark.parametrize("lose", [lose_tag, lose_line])
def test_repair_mends_what_it_says(history: History, lose: Callable[[PackagingRepository], None]) -> None:
    repository = history("released")
    release_gamma(repository)
    before = status(repository).out
    lose(repository)

    assert status(repository, "--repair").code == 0
    assert status(repository) == Completed(0, before, "")


def test_release_completes_what_it_says(history: History) -> None:
    repository = history("released")
    release_gamma(repository)
    lose_record(repository)

    assert paa_here("release", "--root", repository.root).code == 0
    assert status(repository).code == 0


def test_a_page_of_the_index_is_said_with_its_place(history: History) -> None:
    repository = history("released")
    page = repository.root / ".paa/index/simple/gamma/index.html"
    page.unlink()

    told = status(repository)

    assert told.code == 6
    assert told.out.endswith(
        f"  ! {page}: this does not say what is there\n    hint: the next publication of the project writes it again\n"
    )


def test_tags_alone_need_no_ledger(history: History) -> None:
    repository = history("released")
    Commit("Tags", {".paa.config": f"{CONFIG}record: tags-only\n"})(repository)
    release_gamma(repository)

    assert status(repository).code == 0
