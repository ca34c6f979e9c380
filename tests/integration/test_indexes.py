"""`paa release` to every kind of index: the same scenarios, each in processes of its own and with a real remote."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from tests.repositories import Commit
from tests.repositories.histories import ALPHA, BETA, DELTA, GAMMA
from tests.repositories.steps import Grow
from tests.support import Completed, FreshEnvironment, PackagingRepository, git, run
from tests.support.backends import BACKENDS, Backend, Shop
from tests.support.indexes import Cut, Fault, FaultyIndex, small_release
from tests.support.releases import clone, rows, show, tags
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow

PROJECTS = ("alpha", "beta", "gamma")
FIRST = ["alpha,0.0.1", "gamma,0.0.1", "beta,0.0.1"]
NOTHING = Completed(0, "nothing to release; 3 unchanged\n", "")
CHANGE = Commit(
    "fix: all of them",
    {f"module_dir/{name}.py": f"{text}# more\n" for name, text in zip(PROJECTS, (ALPHA, BETA, GAMMA), strict=True)},
)
MORE = Commit("[gamma] more", {"module_dir/gamma.py": f"{GAMMA}# more\n"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A repository of three projects, its remote, and the index that it publishes to."""

    repository: PackagingRepository
    remote: Path
    backend: Backend

    def paa(self, *words: str | Path, **more: str) -> Completed:
        """Run a command in the repository."""
        return self.backend.paa(*words, root=self.repository.root, **more)

    def release(self, *words: str, **more: str) -> Completed:
        """Release; trying what was published is the subject of other tests."""
        return self.paa("release", "--no-smoke", *words, **more)

    def again(self) -> Completed:
        """Release again, or for the first time after what was wrong is mended."""
        return self.backend.paa_here("release", "--no-smoke", root=self.repository.root)

    def files(self) -> dict[str, str | None]:
        """Give what installers see of the three projects."""
        return self.backend.files(*PROJECTS)

    def is_complete(self, log: list[str]) -> None:
        """See that everything is published, recorded and pushed, in order and once."""
        names = {f"{name}-{version}" for name, version in (row.split(",") for row in log)}
        assert set(self.files()) == {f"{name}{end}" for name in names for end in ("-py3-none-any.whl", ".tar.gz")}
        assert rows(self.remote, "main") == log
        assert tags(self.remote) == sorted(f"v{version}_{name}" for name, version in (row.split(",") for row in log))
        assert git(self.repository.root, "rev-parse", "HEAD") == git(self.remote, "rev-parse", "main")
        assert self.repository.status() == ""
        # Every archive of the plan is, byte for byte, on the index: nothing is left to do.
        assert self.again() == NOTHING


@pytest.fixture(params=BACKENDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Name a kind of index."""
    name: str = request.param
    return name


@pytest.fixture
def scene(kind: str, shop: Shop, _grow: Grow, tmp_path: Path) -> Scene:
    """Give a repository that released nothing yet, and an empty index."""
    return stage(shop.make(kind), _grow, tmp_path)


def stage(backend: Backend, grow: Grow, folder: Path) -> Scene:
    repository = grow("start", folder / "repository")
    Commit("chore: name the index", {".paa.config": backend.config})(repository)
    return Scene(repository, add_remote(repository, folder / "remote.git"), backend)


def said(done: Completed, code: int, *parts: str) -> None:
    """See that a command failed as it should."""
    assert (done.code, "Traceback" in done.err) == (code, False), done
    for part in parts:
        assert part in done.err, done.err


@pytest.fixture(scope="module", params=BACKENDS)
def story(
    request: pytest.FixtureRequest, shop: Shop, _grow: Grow, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Completed | Scene]:
    """Live through two releases with each kind of index."""
    scene = stage(shop.make(request.param), _grow, tmp_path_factory.mktemp("life"))
    first, again = scene.paa("release", "--json"), scene.again()
    MORE(scene.repository)
    return {"scene": scene, "first": first, "again": again, "second": scene.release()}


class TestALife:
    """A first release, a second one, and nothing to do after each; what is published is installed."""

    @pytest.fixture
    def scene(self, story: Mapping[str, Completed | Scene]) -> Scene:
        """Give what is there after both releases."""
        scene = story["scene"]
        assert isinstance(scene, Scene)
        return scene

    def test_three_projects_are_released(self, story: Mapping[str, Completed | Scene]) -> None:
        first = story["first"]
        assert isinstance(first, Completed)
        assert (first.code, first.err) == (0, "")
        document = json.loads(first.out)
        assert [each["name"] for each in document["plan"]["releases"]] == ["alpha", "gamma", "beta"]

    def test_then_there_is_nothing_to_do(self, story: Mapping[str, Completed | Scene]) -> None:
        assert story["again"] == NOTHING

    def test_one_project_is_released(self, story: Mapping[str, Completed | Scene], scene: Scene) -> None:
        second = story["second"]
        assert isinstance(second, Completed)
        assert (second.code, second.err) == (0, "")
        assert second.out.startswith("released gamma 0.0.2  (patch)\nrecorded: commit ")
        scene.is_complete([*FIRST, "gamma,0.0.2"])

    @pytest.mark.parametrize("installer", ["pip", "uv"])
    def test_installers_install_it(self, scene: Scene, environment: FreshEnvironment, installer: str) -> None:
        words = scene.backend.install_words(installer, environment.python)

        run(*words, "beta", "gamma==0.0.2", check=True)

        assert environment.distributions == ("alpha-0.0.1", "beta-0.0.1", "gamma-0.0.2")
        script = "import beta, gamma; print(beta.twice('you'), gamma.count('four'))"
        assert environment.run("python", "-c", script, check=True).out == "HELLO YOU YOU 4\n"

    def test_no_password_is_written_or_said(self, story: Mapping[str, Completed | Scene], scene: Scene) -> None:
        if scene.backend.served is None:
            pytest.skip("a folder has no password")
        password = scene.backend.served.password
        printed = "".join(f"{each.out}{each.err}" for each in story.values() if isinstance(each, Completed))
        holders = [
            path
            for path in scene.repository.root.rglob("*")
            if path.is_file() and password.encode() in path.read_bytes()
        ]
        assert (password in printed, holders) == (False, [])


def test_other_bytes_stop_their_project_and_what_needs_it(scene: Scene, tmp_path: Path) -> None:
    """Somebody publishes alpha 0.0.2 between our plan and our upload."""
    assert scene.again().code == 0
    CHANGE(scene.repository)
    plan, dist = tmp_path / "plan.json", tmp_path / "dist"
    plan.write_text(scene.paa("plan", "--json").out, encoding="utf-8")
    assert scene.paa("make-package", "--plan", plan, "--output-dir", dist).code == 0
    theirs = small_release(tmp_path / "theirs", "alpha", "0.0.2", word="theirs")
    scene.backend.put(theirs[1:])

    done = scene.paa("publish", "--plan", plan, "--dist", dist)

    said(
        done,
        7,
        "error: published: gamma 0.0.2; not published: alpha; held back behind them: beta\n",
        "the index 'there' has alpha-0.0.2.tar.gz with other bytes",
        "hint: what was published never changes: release a higher version",
    )
    there = [name for name in scene.files() if "-0.0.2" in name]
    assert there == ["alpha-0.0.2.tar.gz", "gamma-0.0.2-py3-none-any.whl", "gamma-0.0.2.tar.gz"]
    assert rows(scene.remote, "main") == FIRST

    done = scene.again()

    assert (done.code, done.err) == (0, "")
    assert rows(scene.remote, "main") == [*FIRST, "alpha,0.0.3", "gamma,0.0.2", "beta,0.0.2"]
    assert show(scene.remote, "main", ".paa/release_notes/gamma.md").count("- all of them") == 1
    assert scene.again() == NOTHING


def test_a_wrong_login_is_told_and_not_shown(scene: Scene) -> None:
    if scene.backend.served is None:
        pytest.skip("a folder asks for no login")

    done = scene.release("--verbose", **{scene.backend.variable: "wrong-password"})

    said(done, 6, "the index 'there' does not ", "hint: ")
    assert "wrong-password" not in done.out + done.err
    assert (scene.files(), tags(scene.remote)) == ({}, [])
    assert scene.again().code == 0
    scene.is_complete(FIRST)


def test_an_index_that_cannot_be_reached(scene: Scene) -> None:
    config = scene.backend.config
    nowhere = config.replace(str(scene.backend.folder), f"{scene.repository.root}/README.md")
    if scene.backend.served:
        host = scene.backend.served.simple.split("/")[2]
        nowhere = config.replace(host, "127.0.0.1:9")
    Commit("chore: move the index", {".paa.config": nowhere})(scene.repository)
    git(scene.repository.root, "push", "--quiet")

    done = scene.release()

    said(done, 6, "the index 'there' cannot be reached" if scene.backend.served else "README.md")
    assert (scene.files(), tags(scene.remote)) == ({}, [])
    Commit("chore: move it back", {".paa.config": config})(scene.repository)
    assert scene.again().code == 0
    scene.is_complete(FIRST)


def test_two_clones_release_at_once(scene: Scene, tmp_path: Path) -> None:
    other = clone(scene.remote, tmp_path / "other")
    env = {**os.environ, **{name: value or "" for name, value in scene.backend.login.items()}}
    words = [sys.executable, "-m", "paa", "release", "--no-smoke", "--root"]

    processes = [
        subprocess.Popen([*words, root], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for root in (scene.repository.root, other)
    ]
    outcomes = [(*process.communicate(timeout=120), process.returncode) for process in processes]

    assert [code for _, _, code in outcomes] == [0, 0], outcomes
    assert git(scene.remote, "rev-list", "--count", "main") == "3"
    assert scene.backend.paa_here("release", "--no-smoke", root=other) == NOTHING
    assert scene.again() == NOTHING
    scene.is_complete(FIRST)


def test_somebody_pushes_first(scene: Scene, tmp_path: Path) -> None:
    other = clone(scene.remote, tmp_path / "other")
    (other / "README.md").write_text("# Theirs\n", encoding="utf-8")
    git(other, "commit", "--quiet", "--all", "--message=docs: theirs")
    theirs = git(other, "rev-parse", "HEAD")
    # When our push arrives, theirs was just there.
    script = tmp_path / "receive-pack"
    first = f"mkdir {tmp_path}/once 2>/dev/null && git -C {other} push --quiet >&2"
    script.write_text(f'#!/bin/sh\n{first}\nexec git-receive-pack "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    git(scene.repository.root, "config", "remote.origin.receivepack", str(script))

    done = scene.release()

    assert (done.code, done.err, (tmp_path / "once").exists()) == (0, "", True)
    assert git(scene.remote, "rev-parse", "main^") == theirs
    scene.is_complete(FIRST)


def test_a_full_disk(scene: Scene) -> None:
    limit = 1_500  # bytes, more than most files of git have, and fewer than an archive
    # What measures the tests writes files of its own, for which the limit holds, too.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-m", "paa", "release", "--no-smoke", "--root", scene.repository.root],
        env=env | {name: value or "" for name, value in scene.backend.login.items()},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 3, 5, 6, 7}
    assert (done.returncode == 0) == (done.stderr == "")
    assert scene.repository.status() == ""
    assert scene.again().code == 0
    scene.is_complete(FIRST)


class TestWhatFails:
    """An index that fails once, in each way that it may; what it has afterwards is right, and came once."""

    @pytest.fixture
    def faulty(self, shop: Shop) -> Backend:
        """Give an empty index that fails when it is told to."""
        return shop.make("faulty")

    @pytest.fixture
    def scene(self, faulty: Backend, tmp_path: Path) -> Scene:
        """Give a repository of one project."""
        repository = PackagingRepository(tmp_path / "repository")
        files = {".gitignore": "/.paa/index/\n", "README.md": "# Ours\n", "module_dir/delta.py": DELTA}
        Commit("Start", {**files, ".paa.config": faulty.config})(repository)
        return Scene(repository, add_remote(repository, tmp_path / "remote.git"), faulty)

    @pytest.mark.parametrize(
        ("fault", "arrivals"),
        [
            pytest.param(Fault(status=429, headers={"Retry-After": "1"}), 2, id="429"),
            pytest.param(Fault(status=500), 2, id="500"),
            pytest.param(Fault(status=503), 2, id="503"),
            pytest.param(Fault(status=503, stored=True), 1, id="503 after the bytes were stored"),
            *(pytest.param(Fault(cut=cut), None, id=f"cut {cut}, not stored") for cut in Cut),
            pytest.param(Fault(cut=Cut.AFTER_BODY, stored=True), 1, id="cut after the body, stored"),
            pytest.param(Fault(cut=Cut.IN_ANSWER, stored=True), 1, id="cut in the answer, stored"),
        ],
    )
    def test_an_upload_that_fails_is_completed(
        self, scene: Scene, faulty: Backend, fault: Fault, arrivals: int | None
    ) -> None:
        index = self.index(faulty)
        index.uploads.append(fault)

        done = scene.again()

        assert (done.code, done.err) == (0, "")
        assert index.stored == ["delta-0.0.1-py3-none-any.whl", "delta-0.0.1.tar.gz"]
        assert arrivals in {None, index.received.count("delta-0.0.1-py3-none-any.whl")}
        assert not index.uploads
        assert rows(scene.remote, "main") == ["delta,0.0.1"]

    @pytest.mark.parametrize(
        "faults",
        [
            pytest.param([Fault(status=503)] * 2, id="503"),
            pytest.param([Fault(status=429, headers={"Retry-After": "1"})] * 2, id="429"),
            pytest.param([Fault(cut=Cut.IN_ANSWER)], id="cut in the answer"),
        ],
    )
    def test_a_page_that_cannot_be_read_is_read_again(self, scene: Scene, faulty: Backend, faults: list[Fault]) -> None:
        index = self.index(faulty)
        index.reads.extend(faults)

        done = scene.again()

        assert (done.code, done.err) == (0, "")
        assert not index.reads
        assert rows(scene.remote, "main") == ["delta,0.0.1"]

    def test_a_stale_page_is_waited_for(self, scene: Scene, faulty: Backend) -> None:
        self.index(faulty).hide(3)

        done = scene.release("--verbose")

        assert done.code == 0
        assert "does not show delta-0.0.1-py3-none-any.whl, delta-0.0.1.tar.gz yet" in done.err
        assert rows(scene.remote, "main") == ["delta,0.0.1"]

    def test_a_page_that_stays_stale_is_no_success(self, scene: Scene, faulty: Backend) -> None:
        index = self.index(faulty)
        Commit("chore: hurry", {".paa.config": faulty.config.replace("patience: 20", "patience: 1")})(scene.repository)
        git(scene.repository.root, "push", "--quiet")
        index.hide(99)

        done = scene.release()

        said(done, 6, "delta-0.0.1.tar.gz is not on the index 'there'")
        assert tags(scene.remote) == []
        index.show()
        assert scene.again().code == 0
        assert rows(scene.remote, "main") == ["delta,0.0.1"]
        assert index.received == ["delta-0.0.1-py3-none-any.whl", "delta-0.0.1.tar.gz"]

    @pytest.mark.parametrize(
        ("status", "text", "sentence"),
        [
            (401, "Unauthorized", "the index 'there' does not know the login"),
            (403, "Invalid or non-existent authentication information.", "the index 'there' does not know the login"),
            (422, "valid token, but no corresponding publisher", "the index 'there' has no trusted publisher that is"),
            (400, "This filename was previously used by a file that has since been deleted.", "stays taken for ever"),
        ],
    )
    def test_a_refusal_is_told_in_a_sentence(
        self, scene: Scene, faulty: Backend, status: int, text: str, sentence: str
    ) -> None:
        index = self.index(faulty)
        index.uploads.append(Fault(status=status, text=text))

        done = scene.release("--verbose")

        said(done, 6, sentence, "  hint: ", f"the index 'there' said: {'Unprocessable' if status == 422 else ''}")
        assert text in done.err
        assert (index.stored, tags(scene.remote)) == ([], [])
        assert scene.again().code == 0

    def test_an_interrupt_between_two_files_ends_with_what_is_done(self, scene: Scene, faulty: Backend) -> None:
        index = self.index(faulty)
        second = Fault(held=Event())
        index.uploads.extend([Fault(), second])
        env = {**os.environ, **{name: value or "" for name, value in faulty.login.items()}}
        words = [sys.executable, "-m", "paa", "release", "--no-smoke", "--root", str(scene.repository.root)]
        process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            assert second.seen.wait(60)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
            assert second.held
            second.held.set()

        assert (process.returncode, out) == (130, "")
        assert err == (
            "error: interrupted at delta 0.0.1; no project is done\n"
            "  hint: run the command again: it completes what was begun\n"
            "error: interrupted: uploaded to the index 'there': delta-0.0.1-py3-none-any.whl; "
            "not known to be there: delta-0.0.1.tar.gz\n"
            "  hint: run the command again: it completes what was begun\n"
        )
        assert tags(scene.remote) == []
        assert scene.again().code == 0
        assert rows(scene.remote, "main") == ["delta,0.0.1"]

    @staticmethod
    def index(backend: Backend) -> FaultyIndex:
        """Give the index itself."""
        assert backend.faulty
        return backend.faulty


@pytest.mark.parametrize("kind", ["faulty"])
def test_a_refusal_holds_back_only_what_depends_on_it(scene: Scene) -> None:
    index = TestWhatFails.index(scene.backend)
    index.uploads.append(Fault(status=403, text="The given token isn't allowed to upload to project 'alpha'."))

    done = scene.release()

    said(
        done,
        7,
        "error: released and recorded: gamma 0.0.1; not released: alpha; held back behind them: beta\n",
        "error: ",
        "the login is right, and may not upload alpha to the index 'there'\n",
    )
    assert index.stored == ["gamma-0.0.1-py3-none-any.whl", "gamma-0.0.1.tar.gz"]
    assert rows(scene.remote, "main") == ["gamma,0.0.1"]
    assert scene.again().code == 0
    scene.is_complete(["gamma,0.0.1", "alpha,0.0.1", "beta,0.0.1"])
