"""`paa yank`: real installers leave a release alone, and its number stays taken."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.repositories import Commit
from tests.repositories.histories import CONFIG, GAMMA
from tests.support import Completed, PackagingRepository, git, run
from tests.support.environments import find_uv
from tests.support.here import paa_here
from tests.support.indexes import FaultyIndex, Served, small_release

History = Callable[[str], PackagingRepository]


def yank(repository: PackagingRepository, *words: str) -> Completed:
    return paa_here("yank", *words, "--root", repository.root)


@pytest.fixture
def twice(history: History) -> PackagingRepository:
    """Give a repository that released a project twice."""
    repository = history("released")
    Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})(repository)
    assert paa_here("release", "--root", repository.root).code == 0
    return repository


def chosen(repository: PackagingRepository, requirement: str, folder: Path) -> str:
    """Tell which version an installer takes."""
    uv = find_uv()
    assert uv is not None
    wanted = folder / "requirements.in"
    wanted.write_text(f"{requirement}\n", encoding="utf-8")
    index = (repository.root / ".paa/index/simple").as_uri()
    words = ("pip", "compile", "--quiet", "--no-header", "--no-annotate", "--default-index", index, wanted)
    return run(uv, *words, check=True).out.strip()


def test_installers_leave_a_yanked_release_alone(twice: PackagingRepository, tmp_path: Path) -> None:
    assert chosen(twice, "gamma", tmp_path) == "gamma==0.0.2"

    done = yank(twice, "gamma", "0.0.2", "--reason", 'counts <wrong> & "twice"')

    said = 'on local: counts <wrong> & "twice"\n'
    assert done == Completed(0, f"gamma 0.0.2 is now yanked {said}", "")
    assert chosen(twice, "gamma", tmp_path) == "gamma==0.0.1"
    assert chosen(twice, "gamma==0.0.2", tmp_path) == "gamma==0.0.2"
    # Running it again, or asking, tells the same, and both pages do.
    assert yank(twice, "gamma", "0.0.2", "--reason", 'counts <wrong> & "twice"').out == f"gamma 0.0.2 is yanked {said}"
    assert yank(twice, "Gamma", "0.0.2.0", "--verify") == Completed(0, f"gamma 0.0.2.0 is yanked {said}", "")
    folder = twice.root / ".paa/index/simple/gamma"
    page = json.loads((folder / "index.json").read_text("utf-8"))
    assert [each.get("yanked") for each in page["files"]] == [None, None, *['counts <wrong> & "twice"'] * 2]
    html = (folder / "index.html").read_text("utf-8")
    assert html.count('data-yanked="counts &lt;wrong&gt; &amp; &quot;twice&quot;"') == 2
    assert paa_here("status", "--root", twice.root).code == 0
    assert twice.status() == ""


def test_a_yank_can_be_taken_back(twice: PackagingRepository, tmp_path: Path) -> None:
    before = (twice.root / ".paa/index/simple/gamma/index.html").read_bytes()
    assert yank(twice, "gamma", "0.0.2", "--reason", "broken").code == 0
    assert yank(twice, "gamma", "0.0.2", "--verify", "--undo").code == 6

    assert yank(twice, "gamma", "0.0.2", "--undo") == Completed(0, "gamma 0.0.2 is not yanked any more on local\n", "")

    assert chosen(twice, "gamma", tmp_path) == "gamma==0.0.2"
    assert (twice.root / ".paa/index/simple/gamma/index.html").read_bytes() == before
    assert yank(twice, "gamma", "0.0.2", "--verify") == Completed(6, "gamma 0.0.2 is not yanked on local\n", "")


def test_a_yanked_release_stays_taken_and_yanked(twice: PackagingRepository, tmp_path: Path) -> None:
    assert yank(twice, "gamma", "0.0.2", "--reason", "broken").code == 0
    Commit("[gamma] mend", {"module_dir/gamma.py": f"{GAMMA}# mended\n"})(twice)

    done = paa_here("release", "--root", twice.root)

    assert done.out.startswith("released gamma 0.0.3  (patch)\n")
    assert yank(twice, "gamma", "0.0.2", "--verify").code == 0
    assert chosen(twice, "gamma", tmp_path) == "gamma==0.0.3"


def test_a_yanked_release_that_nobody_recorded_is_not_completed(twice: PackagingRepository) -> None:
    assert yank(twice, "gamma", "0.0.2", "--reason", "broken").code == 0
    git(twice.root, "reset", "--quiet", "--hard", "HEAD~1")
    git(twice.root, "tag", "--delete", "v0.0.2_gamma")

    planned = paa_here("plan", "--root", twice.root)

    assert planned.out.startswith("gamma 0.0.1 -> 0.0.3  changed, patch\n")


def test_a_deleted_version_stays_taken(twice: PackagingRepository) -> None:
    """Somebody removes the files; the page remembers their version, as those of the public indexes do."""
    folder = twice.root / ".paa/index/simple/gamma"
    for path in folder.glob("gamma-0.0.2*"):
        path.unlink()
    git(twice.root, "reset", "--quiet", "--hard", "HEAD~1")
    git(twice.root, "tag", "--delete", "v0.0.2_gamma")

    assert yank(twice, "gamma", "0.0.2", "--verify") == Completed(
        0, "gamma 0.0.2 is deleted, and its number stays taken on local\n", ""
    )
    assert paa_here("plan", "--root", twice.root).out.startswith("gamma 0.0.1 -> 0.0.3  changed, patch\n")
    assert paa_here("release", "--root", twice.root).code == 0
    assert json.loads((folder / "index.json").read_text("utf-8"))["versions"] == ["0.0.1", "0.0.2", "0.0.3"]


def test_what_is_not_there_is_refused(twice: PackagingRepository) -> None:
    location = (twice.root / ".paa/index/simple").as_uri()

    assert yank(twice, "gamma", "7", "--reason", "broken") == Completed(
        6, "", f"error: {location}: the index 'local' has no gamma 7\n  hint: it has 0.0.1, 0.0.2\n"
    )
    assert yank(twice, "strange", "7", "--verify") == Completed(
        6, "", f"error: {location}: the index 'local' has no project strange\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("gamma", "0.0.2"), "a release is yanked for a reason", id="no reason"),
        pytest.param(("gamma", "0.0.2", "--reason", " "), "a release is yanked for a reason", id="blank reason"),
        pytest.param(("gamma", "latest", "--verify"), "'latest' is no version", id="version"),
        pytest.param(("a b", "1", "--verify"), "'a b' is no name of a project", id="name"),
        pytest.param(
            ("gamma", "0.0.2", "--undo", "--reason", "x"), "--reason goes with neither --undo nor --verify", id="undo"
        ),
    ],
)
def test_wrong_words_are_refused(history: History, words: tuple[str, ...], message: str) -> None:
    done = yank(history("released"), *words)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}\n  hint: ")


def test_a_project_whose_module_is_gone_can_be_yanked(twice: PackagingRepository) -> None:
    git(twice.root, "rm", "--quiet", "module_dir/gamma.py")
    twice.commit("Remove it")

    assert yank(twice, "gamma", "0.0.1", "--reason", "abandoned").code == 0


def served_to(repository: PackagingRepository, served: Served, kind: str, **more: str) -> None:
    """Let releases go to a server."""
    lines = [f"kind: {kind}", *(f"{key}: {value}" for key, value in more.items())]
    if kind != "azure":
        lines += [f"url: {served.simple}", f"upload_url: {served.upload}"]
    text = "".join(f"    {line}\n" for line in lines)
    repository.config(f"{CONFIG}publish_to: there\nindexes:\n  there:\n{text}")
    repository.commit("There")


def test_a_person_is_told_what_to_do_and_asked_again(
    history: History, faulty: FaultyIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = history("start")
    served_to(repository, faulty.served, "pypi")
    monkeypatch.setenv("PAA_THERE_TOKEN", faulty.served.password)
    for each in small_release(tmp_path, "gamma"):
        faulty.served.post(each.path)

    told = yank(repository, "gamma", "1.0.0", "--reason", "broken")

    assert told == Completed(
        6,
        "gamma 1.0.0 is not yanked on there\n"
        "no program can do that here:\n"
        "  1. open the page of gamma 1.0.0 on the server of 'there', logged in as an owner or a maintainer\n"
        "  2. choose `Yank release`, and confirm with the version\n"
        "  3. give the reason: broken\n"
        "  4. then ask again: paa yank gamma 1.0.0 --verify --index there\n",
        "",
    )
    assert yank(repository, "gamma", "1.0.0", "--verify", "--json").code == 6
    faulty.yank("1.0.0", "broken")
    assert yank(repository, "gamma", "1.0.0", "--verify") == Completed(
        0, "gamma 1.0.0 is yanked on there: broken\n", ""
    )
    # Its number is taken, and the project is a stranger's as long as nobody claims it.
    assert paa_here("plan", "gamma", "--root", repository.root).code == 6


def test_where_nothing_tells_of_yanks_it_says_so(history: History, faulty: FaultyIndex, tmp_path: Path) -> None:
    repository = history("start")
    served_to(repository, faulty.served, "simple")
    for each in small_release(tmp_path, "gamma"):
        faulty.served.post(each.path)

    told = yank(repository, "gamma", "1.0.0", "--reason", "broken")

    assert told == Completed(
        6,
        "gamma 1.0.0 is there, and nothing tells whether it is yanked on there\n"
        "no program can do that here:\n"
        "  1. a server of one's own has no yank that paa knows of: release a higher version that mends it\n"
        "  2. to take it away for good, open the page of gamma 1.0.0 on the server of 'there', and delete it as an "
        "owner; its number stays taken\n"
        "  3. then ask again: paa yank gamma 1.0.0 --verify --index there\n",
        "",
    )
    # Some such servers tell nevertheless.
    faulty.yank("1.0.0")
    assert yank(repository, "gamma", "1.0.0", "--verify") == Completed(0, "gamma 1.0.0 is yanked on there\n", "")
