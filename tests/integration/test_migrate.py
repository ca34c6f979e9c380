"""A repository of the predecessor is taken over: pipelines, `publish_to`, missing tags, and nothing else."""

import json

import pytest

from tests.support import PackagingRepository, git, run_paa
from tests.support.here import paa_here

CONFIG = """\
module_dir: python_modules
use_commit_messages: true   # the team's own comment
check_vulnerabilities: true
license_label: mit
"""

PUBLISH = """\
name: Assemble and publish
on:
  push:
    branches: [main]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v2
        with: {fetch-depth: 15}
      - run: pip install -r .paa/requirements_dev.txt
      - id: changed
        run: bash .github/tools/find_and_process_changed_files.sh
      - run: paa make-package ${{ steps.changed.outputs.files }}
      - run: python -m twine upload dist/*
        env: {TWINE_PASSWORD: "${{ secrets.TWINE_PASSWORD }}"}
"""

TESTS = """\
name: Tests
on: [pull_request]
jobs:
  tests:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v2
      - run: bash .github/tools/find_and_process_changed_files.sh
      - run: paa test-install "$(cat changed_files)"
"""

OWN = """\
name: Spelling
on: [pull_request]
jobs:
  spelling:
    runs-on: ubuntu-latest
    steps:
      - run: codespell
"""

AZURE = """\
pool: {vmImage: ubuntu-latest}
pr: {branches: {include: [main]}}
parameters:
  - {name: feed, displayName: Upload Feed, type: string, default: example_feed}
  - {name: package_name, displayName: Package Name, type: string, default: example_module}
stages:
  - stage: Tests
    jobs:
      - template: jobs/tests.yml
  - stage: Publish
    condition: eq(variables['Build.Reason'], 'Manual')
    variables:
      - template: feeds/${{ parameters.feed }}.yml
    jobs:
      - template: jobs/publish.yml
        parameters: {package_name: "${{ parameters.package_name }}"}
"""

AZURE_PUBLISH = """\
parameters: [{name: package_name, type: string}]
jobs:
  - job: Workflow
    steps:
      - checkout: self
        persistCredentials: true
      - script: paa make-package ${{ parameters.package_name }}
      - script: .azure/tools/assemble_pypirc.sh
"""

AZURE_TESTS = "jobs:\n  - job: Tests\n    steps:\n      - script: tox\n"
FEED = (
    "variables:\n  feed_name: team-feed\n  organization: acme\n  project_guid: 0f8fad5b-d9cb-469f-a165-70867728950e\n"
)
MODULE = '"""A tool."""\n\n__package_metadata__ = {{"keywords": ["tools"]}}\n\nname = "{0}"\n'


@pytest.fixture
def old(repository: PackagingRepository) -> PackagingRepository:
    """Give a repository that the predecessor looked after for three releases; one of them has no tag."""
    repository.write(".paa.config", CONFIG)
    repository.write(".github/docs/README_base.md", "# Tools of the team\n")
    repository.write(".github/workflows/publish.yml", PUBLISH)
    repository.write(".github/workflows/tests.yml", TESTS)
    repository.write(".github/workflows/spelling.yml", OWN)
    repository.write(".github/tools/find_and_process_changed_files.sh", "git diff --name-only HEAD~1 > changed_files\n")
    repository.write(".paa/requirements_dev.txt", "package-auto-assembler[mkdocs]\ntwine\n")
    repository.write(".paa/tracking/lsts_package_versions.yml", "{}\n")
    repository.write(".paa/tracking/version_logs.csv", "Timestamp,Package,Version\n")
    repository.commit("Begin")
    for name, version, tagged in (("alpha", "0.0.1", True), ("beta", "0.0.1", False), ("alpha", "0.1.0", True)):
        release(repository, name, version, tagged=tagged)
    return repository


def release(repository: PackagingRepository, name: str, version: str, *, tagged: bool) -> None:
    """Release as the predecessor did: a commit, then a commit with the tracking files, and a tag on that."""
    repository.write(f"python_modules/{name}.py", MODULE.format(version))
    repository.commit(f"[{name}] work on it")
    path = repository.root / ".paa/tracking/lsts_package_versions.yml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(("{}", f"{name}:"))]
    path.write_text("".join(f"{line}\n" for line in sorted([*lines, f"{name}: {version}"])), encoding="utf-8")
    with (repository.root / ".paa/tracking/version_logs.csv").open("a", encoding="utf-8") as log:
        log.write(f"2024-05-01 10:00:00,{name},{version}\n")
    repository.commit("Update paa tracking files")
    if tagged:
        git(repository.root, "tag", "--annotate", f"v{version}_{name}", "--message", f"{name}=={version}")


def files(repository: PackagingRepository) -> dict[str, str]:
    root = repository.root
    paths = [path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts]
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths}


def migrate(repository: PackagingRepository, *words: str) -> tuple[int, str, str]:
    done = paa_here("migrate", *words, "--root", repository.root)
    return done.code, done.out, done.err


def on_azure(repository: PackagingRepository) -> None:
    """Let the repository run on Azure DevOps, and not on GitHub."""
    git(repository.root, "rm", "-r", "--quiet", ".github")
    repository.write(".azure/azure-pipelines.yml", AZURE)
    repository.write(".azure/jobs/publish.yml", AZURE_PUBLISH)
    repository.write(".azure/jobs/tests.yml", AZURE_TESTS)
    repository.write(".azure/tools/assemble_pypirc.sh", "echo '[distutils]' > .pypirc\n")
    repository.write(".azure/feeds/team.yml", FEED)
    repository.write(".azure/feeds/example_feed.yml", "variables:\n  feed_name: example-feed\n")
    repository.commit("Move")


def test_what_would_change_is_shown_and_nothing_changes(old: PackagingRepository) -> None:
    before, tags = files(old), git(old.root, "tag")

    code, out, err = migrate(old, "--dry-run")

    assert (code, err) == (0, "")
    assert "--- a/.github/workflows/publish.yml\n+++ /dev/null\n" in out
    assert "-      - run: paa make-package ${{ steps.changed.outputs.files }}\n" in out
    assert "--- /dev/null\n+++ b/.github/workflows/release.yml\n" in out
    assert "+publish_to: pypi\n" in out
    assert out.splitlines()[-10:] == [
        "create   .github/actions/paa-pins/action.yml",
        "create   .github/dependabot.yml",
        "create   .github/docs/PIPELINES.md",
        "remove   .github/workflows/publish.yml",
        "create   .github/workflows/pull-request.yml",
        "create   .github/workflows/release.yml",
        "remove   .github/workflows/tests.yml",
        "change   .paa.config",
        "tag      v0.0.1_beta",
        "unused   .github/tools/find_and_process_changed_files.sh (delete it, if nothing of yours runs it)",
    ]
    assert (files(old), git(old.root, "tag")) == (before, tags)


def test_nothing_happens_where_nobody_agrees(old: PackagingRepository) -> None:
    before = files(old)
    code, out, err = migrate(old)
    assert code == 2
    assert "+publish_to: pypi\n" in out
    assert err == ("error: nothing was changed: nobody is here to ask\n  hint: paa migrate --yes does what is shown\n")
    assert files(old) == before


def test_a_repository_on_github_is_taken_over(old: PackagingRepository) -> None:
    before, head = files(old), git(old.root, "rev-parse", "HEAD")

    code, out, err = migrate(old, "--yes")

    assert code == 0, err
    assert out.endswith(
        "8 files changed, 1 tags made; next:\n  paa ci engine\n  git add --all, and commit\n  git push --follow-tags\n"
    )
    after = files(old)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert changed == {
        ".github/actions/paa-pins/action.yml",
        ".github/dependabot.yml",
        ".github/docs/PIPELINES.md",
        ".github/workflows/publish.yml",
        ".github/workflows/pull-request.yml",
        ".github/workflows/release.yml",
        ".github/workflows/tests.yml",
        ".paa.config",
    }
    assert after[".paa.config"].startswith(CONFIG)
    assert git(old.root, "rev-parse", "HEAD") == head
    assert git(old.root, "tag").splitlines() == ["v0.0.1_alpha", "v0.0.1_beta", "v0.1.0_alpha"]
    assert git(old.root, "log", "-1", "--format=%s", "v0.0.1_beta") == "Update paa tracking files"
    assert migrate(old, "--dry-run")[1].endswith("nothing to do: everything is as paa writes it\n")
    # What was released before is not released again.
    old.commit("Take over")
    planned = json.loads(run_paa("plan", "--offline", "--json", cwd=old.root).out)
    assert (planned["releases"], planned["unchanged"]) == ([], 2)


def test_a_repository_on_azure_is_taken_over(old: PackagingRepository) -> None:
    on_azure(old)
    before = files(old)

    code, out, err = migrate(old, "--yes")

    assert code == 0, err
    after = files(old)
    assert 'displayName: Upload Feed\n    type: string\n    default: "team"\n' in after[".azure/azure-pipelines.yml"]
    assert "replace  .azure/azure-pipelines.yml\n" in out
    assert "replace  .azure/jobs/publish.yml\n" in out
    assert "remove   .azure/jobs/tests.yml\n" in out
    assert "unused   .azure/tools/assemble_pypirc.sh" in out
    assert after[".paa.config"].endswith("\npublish_to: team\n")
    kept = {path for path in before if not path.startswith((".azure/azure-p", ".azure/jobs/", ".paa.config"))}
    assert {path: after[path] for path in kept} == {path: before[path] for path in kept}
    old.write(".paa/requirements_dev.txt", f"paa==0.1.0 --hash=sha256:{'0' * 64}\n")
    assert paa_here("ci", "check", "--root", old.root).code == 0
    assert paa_here("ci", "lint", "--root", old.root).code == 0


def test_who_has_two_feeds_chooses_for_each_run(old: PackagingRepository) -> None:
    on_azure(old)
    old.write(".azure/feeds/nightly.yml", FEED.replace("team-feed", "nightly"))
    old.commit("Add a feed")
    assert "publish_to" not in migrate(old, "--dry-run")[1]


def test_publish_to_stays_where_it_is_said(old: PackagingRepository) -> None:
    old.write(".paa.config", f"{CONFIG}publish_to: testpypi\n")
    old.commit("Say where")
    assert "change   .paa.config" not in migrate(old, "--dry-run")[1]


def test_line_endings_of_the_configuration_stay(old: PackagingRepository) -> None:
    (old.root / ".paa.config").write_bytes(CONFIG.replace("\n", "\r\n").encode())
    old.commit("Windows")
    assert migrate(old, "--yes")[0] == 0
    content = (old.root / ".paa.config").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert content.endswith(b"\r\npublish_to: pypi\r\n")


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        pytest.param(
            ".github/workflows/release.yml", OWN, "release.yml: a file of your own is in the way", id="own release"
        ),
        pytest.param(".paa.config", "module_dir: [\n", ".paa.config:2: ", id="broken configuration"),
        pytest.param(".azure/feeds/x.yml", "variables: {feed_name: x}\n", "needs `organization`", id="broken feed"),
    ],
)
def test_what_cannot_be_taken_over_is_told_and_nothing_changes(
    old: PackagingRepository, path: str, text: str, problem: str
) -> None:
    old.write(path, text)
    old.commit("Break")
    before = files(old)
    code, out, err = migrate(old, "--yes")
    assert (code, out) == (2, "")
    assert problem in err
    assert files(old) == before


def test_what_is_not_committed_is_not_replaced(old: PackagingRepository) -> None:
    old.write(".github/workflows/publish.yml", f"{PUBLISH}# not committed\n")
    code, out, err = migrate(old, "--yes")
    assert (code, out) == (2, "")
    assert err == (
        "error: .github/workflows/publish.yml: this file is not committed, and would be replaced\n"
        "  hint: commit it, so that git can give it back\n"
    )


def test_a_repository_without_pipelines_is_told_how_to_begin(repository: PackagingRepository) -> None:
    repository.write(".paa.config", CONFIG)
    repository.commit("Begin")
    code, _, err = migrate(repository, "--yes")
    assert code == 2
    assert "there are no pipelines of package-auto-assembler here" in err


def test_the_answer_for_programs_holds_the_same(old: PackagingRepository) -> None:
    code, out, _ = migrate(old, "--dry-run", "--json")
    document = json.loads(out)
    assert code == 0
    assert {each["outcome"] for each in document["changes"]} == {"create", "remove", "change"}
    assert document["tags"] == ["v0.0.1_beta"]
