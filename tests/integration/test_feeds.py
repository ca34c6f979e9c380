"""Feeds of a repository, from their files to an installation; the server stands for Azure Artifacts."""

import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import FreshEnvironment, need_program, run
from tests.support.indexes import Azure, Devpi, FaultyIndex, small_release
from tests.support.workshop import CONFIG, RELEASED, Workshop

FEED = "variables:\n  feed_name: {feed}\n  organization: acme\n  project_guid: {project}\n  server: {server}\n"


@pytest.fixture
def team(workshop: Workshop, azure: Azure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Give a repository with a module and two feeds, which nobody else uses, and the token for them."""
    stem = f"{tmp_path.parent.name}-{tmp_path.name}"
    for name in ("first", "second"):
        azure.feed(f"{stem}-{name}", project="My Project")
        text = FEED.format(feed=f"{stem}-{name}", project="My Project", server=azure.base)
        workshop.repository.write(f".azure/feeds/{name}.yml", text)
    workshop.repository.write(".azure/feeds/example_feed.yml", "variables:\n  feed_name: <feed>\n")
    monkeypatch.setenv("SYSTEM_ACCESSTOKEN", azure.password)
    workshop.fill({"module_dir/tool.py": f"{RELEASED}name = 'tool'\n"})
    return workshop


def at(workshop: Workshop, *words: str | Path) -> tuple[str | Path, ...]:
    return (*words, "--root", workshop.repository.root)


def metadata(folder: Path) -> str:
    """Read the metadata of the one wheel in a folder."""
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()


def test_feeds_are_listed_beside_the_other_indexes(team: Workshop) -> None:
    indexes = {each["name"]: each for each in json.loads(team.paa(*at(team, "feed", "list", "--json")).out)}

    assert list(indexes) == ["first", "local", "pypi", "second", "testpypi"]
    assert (indexes["first"]["kind"], indexes["first"]["where"]) == ("azure", ".azure/feeds/first.yml")
    assert (indexes["local"]["where"], indexes["local"]["publish_to"]) == ("always there", True)
    assert "/acme/My%20Project/_packaging/" in indexes["first"]["address"]


def test_the_list_for_people_says_where_releases_go(team: Workshop) -> None:
    lines = team.paa(*at(team, "feed", "list")).out.splitlines()

    assert "local     directory  always there  <- publish_to" in lines
    assert "second    azure      .azure/feeds/second.yml" in lines


@pytest.mark.parametrize("option", ["--feed", "--index"])
@pytest.mark.parametrize("command", ["plan", "release", "status"])
def test_an_unknown_feed_is_told_with_the_near_one(team: Workshop, command: str, option: str) -> None:
    outcome = team.paa(*at(team, command, option, "secnd"))

    assert (outcome.code, outcome.out) == (2, "")
    assert "error: .paa.config: there is no index 'secnd'\n  hint: did you mean 'second'?\n" in outcome.err


def test_an_unknown_feed_that_is_near_to_none(team: Workshop) -> None:
    outcome = team.paa(*at(team, "plan", "--feed", "x"))

    assert outcome.err == (
        "error: .paa.config: there is no index 'x'\n"
        "  hint: there are first, local, pypi, second, testpypi; `indexes` in .paa.config adds others, and so does a "
        "file in .azure/feeds/\n"
    )


def test_who_has_no_login_can_look_at_a_plan(team: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYSTEM_ACCESSTOKEN")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    assert team.paa(*at(team, "plan", "--feed", "first")).code == 6
    planned = team.paa(*at(team, "plan", "--feed", "first", "--offline"))

    assert planned.code == 0, planned.err
    assert "tool 0.0.1  new, the first release" in planned.out
    text = "the index first: it was not asked: this plan knows only what tags and ledger know"
    assert text in " ".join(planned.out.split())
    assert team.paa(*at(team, "notes", "tool", "--feed", "first", "--offline")).out == "### 0.0.1\n\n- Change\n"


def test_looking_at_a_folder_loads_nothing_that_only_servers_need(team: Workshop) -> None:
    code = (
        "import sys\n"
        "from paa.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as ended:\n    assert not ended.code, ended.code\n"
        "print(sorted({'bs4', 'keyring', 'pypi_simple', 'requests', 'twine'} & set(sys.modules)), file=sys.stderr)\n"
    )
    for words in (("--help",), at(team, "plan"), (*at(team, "make-package", "tool"), "--output-dir", team.output)):
        done = run(sys.executable, "-c", code, *words)
        assert (done.code, done.err.splitlines()[-1:]) == (0, ["[]"]), done.err


@pytest.mark.parametrize(
    ("config", "where"),
    [("indexes:\n  first: {kind: azure, organization: o, feed: f}\n", "in .paa.config"), ("", "always there")],
)
def test_two_indexes_of_a_name_are_refused(team: Workshop, config: str, where: str) -> None:
    name = "first" if config else "local"
    team.repository.config(CONFIG + config)
    team.repository.write(f".azure/feeds/{name}.yml", "variables:\n  feed_name: f\n  organization: o\n")

    outcome = team.paa(*at(team, "feed", "list"))

    assert (outcome.code, outcome.err) == (
        2,
        f"error: .azure/feeds/{name}.yml: an index {name!r} is {where}, too\n  hint: rename one of them\n",
    )


def test_a_feed_with_a_mistake_is_told_with_its_line(team: Workshop) -> None:
    team.repository.write(".azure/feeds/first.yml", "variables:\n  feed_nam: f\n  organization: o\n")

    outcome = team.paa(*at(team, "plan", "--feed", "second"))

    assert outcome.err == (
        "error: .azure/feeds/first.yml:2: unknown variable `feed_nam`\n  hint: did you mean `feed_name`?\n"
    )
    assert outcome.code == 2


def test_a_release_goes_to_the_feed_that_is_chosen(team: Workshop) -> None:
    released = team.paa(*at(team, "release", "--feed", "Second", "--no-push", "--quiet"))

    assert released.code == 0, released.err
    assert "install with uv: uv add --index second=http://127.0.0.1:" in " ".join(
        released.out.replace("\\", "").split()
    )
    assert released.out.endswith("\n\n`paa feed pip-conf second` says where the login goes\n")
    token = os.environ["SYSTEM_ACCESSTOKEN"].encode()
    assert token not in (released.out + released.err).encode()
    assert not [path for path in team.repository.root.rglob("*") if path.is_file() and token in path.read_bytes()]
    status = json.loads(team.paa(*at(team, "status", "--feed", "second", "--json")).out)
    assert (status["index"], status["projects"][0]["index"]) == ("second", "0.0.1")
    other = team.paa(*at(team, "status", "--feed", "first"))
    assert other.code == 6
    assert "0.0.1 has no file on first" in other.out + other.err


def test_the_index_decides_the_metadata_before_anything_is_built(team: Workshop, tmp_path: Path) -> None:
    team.repository.config(f"{CONFIG}license_label: MIT\n")
    team.repository.commit()
    for name, expected, licence in (("second", "2.1", "License"), ("local", "2.4", "License-Expression")):
        plan, folder = tmp_path / f"{name}.json", tmp_path / name
        plan.write_text(team.paa(*at(team, "plan", "--index", name, "--json")).out, encoding="utf-8")
        made = team.paa(*at(team, "make-package", "--plan", plan, "--output-dir", folder))

        assert made.code == 0, made.err
        assert json.loads(plan.read_bytes())["metadata_version"] == expected
        assert metadata(folder).startswith(f"Metadata-Version: {expected}\n")
        assert f"\n{licence}: MIT\n" in metadata(folder)


def test_the_stricter_of_two_indexes_decides(team: Workshop) -> None:
    team.repository.config(f"{CONFIG}stage_to: first\n")
    team.repository.commit()

    document = json.loads(team.paa(*at(team, "plan", "--json")).out)

    assert (document["index"], document["stage_to"], document["metadata_version"]) == ("local", "first", "2.1")
    assert {name: each["kind"] for name, each in document["indexes"].items()} == {
        "first": "azure",
        "local": "directory",
    }


def test_the_newest_metadata_tells_what_is_imported(team: Workshop) -> None:
    team.repository.config(
        f"{CONFIG}publish_to: house\nindexes:\n  house: {{kind: directory, path: x, metadata_version: 2.5}}\n"
    )
    team.repository.commit()

    assert team.make("tool").code == 0

    assert "Metadata-Version: 2.5\nName: tool\nVersion: 0.0.1\nImport-Name: tool\n" in metadata(team.output)


def test_a_plan_can_be_sent_to_another_index_that_takes_its_metadata(team: Workshop, tmp_path: Path) -> None:
    plan, folder = tmp_path / "plan.json", tmp_path / "dist"
    plan.write_text(team.paa(*at(team, "plan", "--json")).out, encoding="utf-8")
    words = ("--plan", plan, "--dist", folder)
    assert team.paa(*at(team, "make-package", "--plan", plan, "--output-dir", folder)).code == 0

    refused = team.paa(*at(team, "publish", *words, "--no-push", "--feed", "first"))

    assert (refused.code, refused.err) == (
        2,
        (
            "error: the index 'first' takes metadata up to 2.1, and the archives of this plan have 2.4\n"
            "  hint: make the plan anew: paa plan --index first --json > plan.json\n"
        ),
    )
    team.repository.config(f"{CONFIG}indexes:\n  house: {{kind: directory, path: house}}\n")
    assert team.paa(*at(team, "publish", *words, "--no-push", "--index", "house")).code == 0
    assert team.paa(*at(team, "verify", *words, "--index", "house")).code == 0
    assert team.paa(*at(team, "verify", *words)).code == 6
    assert (team.repository.root / "house/simple/tool").is_dir()


def test_a_project_of_that_name_that_is_not_ours(workshop: Workshop, faulty: FaultyIndex, tmp_path: Path) -> None:
    served = faulty.served
    for each in small_release(tmp_path / "theirs", "tool", "3.0.0"):
        served.post(each.path).raise_for_status()
    workshop.fill({"module_dir/tool.py": RELEASED})
    workshop.repository.config(
        f"{CONFIG}publish_to: there\nindexes:\n"
        f"  there: {{kind: pypi, url: '{served.simple}', upload_url: '{served.upload}'}}\n"
    )
    workshop.repository.commit()

    outcome = workshop.paa(*at(workshop, "plan"))

    assert outcome.code == 6
    assert "has a project 'tool' (3.0.0), which this repository never released" in outcome.err
    # A version whose files were deleted stays taken.
    for each in small_release(tmp_path / "theirs", "tool", "3.0.0"):
        faulty.delete(each.path.name)
    outcome = workshop.paa(*at(workshop, "plan"))
    assert "has a project 'tool' (3.0.0), which this repository never released" in outcome.err


def test_no_settings_let_strangers_in_by_default(team: Workshop) -> None:
    outcome = team.paa(*at(team, "feed", "pip-conf", "testpypi"))

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error: on TestPyPI anybody may take any name")


@pytest.mark.slow
def test_what_is_printed_installs(
    team: Workshop, azure: Azure, home: Path, tmp_path: Path, new_environment: Callable[[], FreshEnvironment]
) -> None:
    assert team.paa(*at(team, "release", "--feed", "first", "--no-push", "--quiet")).code == 0
    printed = json.loads(team.paa(*at(team, "feed", "pip-conf", "first", "--json")).out)
    assert azure.password not in json.dumps(printed)
    pip, uv, netrc = tmp_path / "pip.conf", tmp_path / "uv.toml", home / ".netrc"
    pip.write_text(printed["pip.conf"], encoding="utf-8")
    uv.write_text(printed["uv.toml"], encoding="utf-8")
    netrc.write_text(f"machine 127.0.0.1 login paa password {azure.password}\n", encoding="utf-8")
    netrc.chmod(0o600)

    environment = new_environment()
    words = ("-m", "pip", "--python", environment.python, "install", "--no-deps", "tool")
    hidden = {"PIP_CONFIG_FILE": str(pip), "PIP_INDEX_URL": None, "PIP_NO_CACHE_DIR": "1"}
    run(sys.executable, *words, env=hidden, check=True)
    assert environment.distributions == ("tool-0.0.1",)

    netrc.unlink()
    environment = new_environment()
    login = {"UV_INDEX_FIRST_USERNAME": "paa", "UV_INDEX_FIRST_PASSWORD": azure.password}
    gone = {"UV_DEFAULT_INDEX": None, "UV_INDEX_URL": None, "UV_NO_CONFIG": None, "UV_CONFIG_FILE": str(uv)}
    words = ("pip", "install", "--python", environment.python, "--no-cache", "--no-deps", "tool")
    run(need_program("uv"), *words, env={**gone, **login}, check=True)
    assert environment.distributions == ("tool-0.0.1",)


@pytest.mark.slow
def test_a_server_of_the_public_kind(workshop: Workshop, devpi: Devpi, monkeypatch: pytest.MonkeyPatch) -> None:
    served = devpi.index("of-the-public-kind")
    workshop.fill({"module_dir/tool.py": f"{RELEASED}name = 'tool'\n"})
    workshop.repository.config(
        f"{CONFIG}publish_to: there\nindexes:\n"
        f"  there: {{kind: pypi, url: '{served.simple}', upload_url: '{served.upload}'}}\n"
    )
    workshop.repository.commit()
    monkeypatch.setenv("TWINE_USERNAME", served.user)
    monkeypatch.setenv("TWINE_PASSWORD", served.password)

    released = workshop.paa(*at(workshop, "release", "--no-push", "--quiet"))

    assert released.code == 0, released.err
    assert f"uv add --index there={served.simple}" in " ".join(released.out.split())
    again = workshop.paa(*at(workshop, "plan"))
    assert again.out.endswith("nothing to release; 1 unchanged\n")
