"""The manual and the README say what is true: links lead somewhere, pages are up to date, transcripts are real."""

import json
import os
import re
import sys
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import pytest

from paa.cli._commands import Group, entries
from paa.core.release.package_list import PackageRow
from paa.core.release.plan_document import SCHEMA, plan_document, read_plan
from paa.model.plan import Cause
from paa.pipeline.steps import Step as ReleaseStep
from tests.support import create_environment, git, need_program, run, run_paa
from tests.support.transcripts import Step, compare, play, read_steps

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs_dir" / "paa"
PAGES = (ROOT / "README.md", *sorted(MANUAL.rglob("*.md")))
COMMANDS = [
    f"{entry.name} {command.name}" if isinstance(entry, Group) else entry.name
    for entry in entries()
    for command in (entry.commands if isinstance(entry, Group) else (entry,))
]

# The reader works below this folder; all pages but the tutorial start in a repository that was set up.
HOME = "/home/you"
PLAYED = [page for page in PAGES if any(isinstance(step, Step) for step in read_steps(page.read_text("utf-8")))]


def name_of(page: Path) -> str:
    """Name a test after its page."""
    return page.relative_to(ROOT).as_posix()


def test_reference_is_up_to_date() -> None:
    checked = run(sys.executable, ROOT / "scripts" / "reference.py", "--check")

    assert (checked.code, checked.out, checked.err) == (0, "", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_manual_explains_every_command(command: str) -> None:
    written = [page for page in PAGES if "reference" not in page.parts and f"paa {command}" in page.read_text("utf-8")]

    assert written != []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]

    assert [link for link in targets if not _leads_somewhere(page, link)] == []


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in _anchors(target.read_text("utf-8")))


def _anchors(text: str) -> set[str]:
    """Give the anchors that the headings of a page get: lower case, blanks to hyphens, punctuation gone."""
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [page for page in PAGES if page != ROOT / "README.md"], ids=name_of)
def test_every_page_is_reached_from_the_index(page: Path) -> None:
    index = (MANUAL / "index.md").read_text("utf-8")

    assert page == MANUAL / "index.md" or f"]({page.relative_to(MANUAL).as_posix()})" in index


def test_format_of_a_plan_is_described_whole() -> None:
    page = (MANUAL / "reference" / "plan-format.md").read_text("utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]
    plan = read_plan(example, where="plan-format.md")
    document = json.loads(example)

    assert document["schema"] == SCHEMA
    assert plan_document(plan) == document
    assert _first_cells(page, "The plan") == list(document)
    for name in ("releases", "remarks"):
        assert _first_cells(page, f"An entry of `{name}`") == list(document[name][0])
    assert [cause for cause in Cause if f"`{cause}`" not in page] == []


def test_interruption_of_every_step_is_explained() -> None:
    page = (MANUAL / "explanation" / "interruptions.md").read_text("utf-8")

    assert _first_cells(page, "What happens when a release is interrupted") == list(ReleaseStep)


def test_fields_of_the_list_of_packages_are_described() -> None:
    page = (MANUAL / "reference" / "tracking-files.md").read_text("utf-8")

    described = _first_cells(page, "The list of packages in the README")
    assert described == [field.name for field in fields(PackageRow)]


def _first_cells(page: str, heading: str) -> list[str]:
    """Give the first column of the table below a heading, without its head."""
    page = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    section = re.split(r"^#+ (.*)$", page, flags=re.MULTILINE)
    text = section[section.index(heading) + 1]
    return re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("page", PLAYED, ids=name_of)
def test_transcripts_are_real(page: Path, engine: Path, tmp_path: Path) -> None:
    need_program("bash")
    folder = tmp_path / "words"
    environment = create_environment(folder / ".venv")
    # What is installed changes what an import is explained by.
    extras = "mkdocs" if page.parent.name == "explanation" else "check,mkdocs"
    environment.install(f"paa[{extras}] @ {engine.as_uri()}")
    if environment.uv:
        # Who made an environment with uv has it at hand; another one has pip in it.
        (environment.root / "bin" / "uv").symlink_to(environment.uv)
    if page.name != "tutorial.md":
        git(folder, "init", "--quiet", "--initial-branch=main")
        run_paa("init-ppr", "--github", cwd=folder)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message=Start")
    path = f"{environment.root / 'bin'}{os.pathsep}{os.environ['PATH']}"

    # The service that knows vulnerabilities is not asked by tests.
    settings = {**os.environ, "PATH": path, "PAA_CHECK_VULNERABILITIES": "false"}
    played = play(list(read_steps(page.read_text("utf-8"))), folder, settings)

    different = [
        f"$ {step.command}\n{printed}"
        for step, output in played
        if not compare(step.output, printed := output.replace(str(tmp_path), HOME))
    ]
    assert "\n".join(different) == ""
