"""How well requirements are inferred: `paa` beside pipreqs, deptry and fawltydeps, on the corpus of the tests.

Each tool has two environments of its own. The cold one holds the tool and what it needs, nothing else. In the warm one
every project of the answers is installed besides: as a wheel made here, with the names of the project and of its
imports and without contents, unless the tool brings the project along. The others know neither optional requirements
nor markers, so that only names of projects are compared; `paa` has a second row for whole lines. How each tool is
asked is told in `benchmarks.rivals`.

`paa` gets the repository, the others a folder with the files of the one project, so that they see no module beside it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from statistics import median
from typing import Any

from packaging.utils import canonicalize_name

from benchmarks.measure import MeasureError
from benchmarks.scores import ScoreMark, score_lines, score_names
from benchmarks.standins import imports_of, make_standin
from benchmarks.workshop import Workshop
from tests.support.corpus import CATEGORIES, CorpusCase, load_corpus, write_case

__all__ = ["accuracy"]

RIVALS = Path(__file__).with_name("rivals.py")
PYPROJECT = '[project]\nname = "{name}"\nversion = "0"\ndependencies = []\n'
# As their manuals say; pipreqs without what it reads notebooks with, which would be installed in its cold environment.
TOOLS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "paa": (),
    "pipreqs": (("--no-deps", "pipreqs"), ("docopt", "yarg")),
    "deptry": (("deptry",),),
    "fawltydeps": (("fawltydeps",),),
}
# A sibling is on no index, and of two projects with the same import only one is installed.
NOT_INSTALLED = frozenset({"other-module", "opencv-python-headless", "psycopg2-binary"})
# What a prototype of the same rules made of other cases, and a little more.
MARKS: Mapping[str, ScoreMark] = {
    "cold": ScoreMark((0.95, 0.92), (0.97, 0.96)),
    "warm": ScoreMark((0.99, 0.98), (0.995, 0.99)),
}
FOUND_SOMETHING = {0, 1, 3}
COMMAND_RUNS = 3
OFFLINE = {"PIP_NO_INDEX": "1"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a tool said.

    Attributes:
        found: Case → what it found, for those that it could read.
        seconds: Case → how long that took, without the tool's start.
        failures: Case → why it could not be read.
    """

    found: Mapping[str, tuple[str, ...]]
    seconds: Mapping[str, float]
    failures: Mapping[str, str]


def accuracy(categories: Collection[str], workshop: Workshop, runs: int | None) -> None:
    """Ask every tool about every case, cold and warm, and print how right the answers are.

    Args:
        categories: Which cases.
        workshop: Where `paa` is installed.
        runs: How often the command of a tool is timed.

    Raises:
        MeasureError: A tool cannot be installed, or ends without an answer.
    """
    cases = tuple(case for case in load_corpus() if case.category in categories)
    root = workshop.root / "accuracy"
    folders = {kind: _write(cases, root / kind, kind, workshop) for kind in ("repositories", "projects")}
    installed = {name for case in cases for name in case.names} - NOT_INSTALLED
    published = sum(case.after is not None for case in cases)
    print(f"\nAccuracy: {len(cases)} cases, {published} of them after published projects")
    print("  warm: every project of the answers is installed, as an empty wheel with its names; nobody asks an index")
    for warmth, wanted in (("cold", frozenset[str]()), ("warm", installed)):
        answers = {}
        for tool in TOOLS:
            python = _environment(tool, root / f"{tool}-{warmth}", wanted, workshop)
            asked = folders["repositories" if tool == "paa" else "projects"]
            answers[tool] = _ask(tool, python, asked, workshop)
            if warmth == "cold":
                _print_time(tool, _time(tool, python, asked, workshop, runs or COMMAND_RUNS), answers[tool])
        _print_scores(warmth, cases, answers)


def _write(cases: Iterable[CorpusCase], root: Path, kind: str, workshop: Workshop) -> dict[str, Path]:
    """Write each case into a folder that has the name of its module."""
    template = None
    if kind == "repositories":
        template = root / "empty"
        workshop.run("git", "init", "--quiet", "--template=", str(template))
    folders = {}
    for case in cases:
        folder = root / case.id / case.module
        if template is None:
            write_case(_alone(case), folder)
            (folder / "pyproject.toml").write_text(PYPROJECT.format(name=case.module), encoding="utf-8")
        else:
            write_case(case, folder, template)
        folders[case.id] = folder
    return folders


def _alone(case: CorpusCase) -> CorpusCase:
    """Leave out the files of other projects of the repository."""

    def is_own(path: PurePosixPath) -> bool:
        top = path.parts[0]
        other = len(path.parts) == 2 and path.stem != case.module and top not in {"shared", "components"}  # noqa: PLR2004
        return not top.startswith(".") and top != "tests" and not other

    files = {path: content for path, content in case.files.items() if is_own(PurePosixPath(path))}
    return CorpusCase(
        category=case.category,
        name=case.name,
        module=case.module,
        files=files,
        expected=case.expected,
        after=case.after,
    )


def _environment(tool: str, folder: Path, wanted: Iterable[str], workshop: Workshop) -> str:
    """Make an environment with a tool and with stand-ins for what is wanted and not there already."""
    workshop.run(workshop.uv, "venv", "--quiet", "--python", sys.executable, str(folder))
    python = str(folder / "bin" / "python")
    install = (workshop.uv, "pip", "install", "--quiet", "--python", python)
    for words in TOOLS[tool] or ((str(next((workshop.root / "own").glob("*.whl"))),),):
        workshop.run(*install, *words)
    listed = json.loads(workshop.run(workshop.uv, "pip", "list", "--python", python, "--format", "json"))
    missing = sorted(set(wanted) - {canonicalize_name(each["name"]) for each in listed})
    if missing:
        wheels = folder / "wheels"
        wheels.mkdir()
        made = [str(make_standin(wheels, name, imports)) for name, imports in imports_of(missing).items()]
        workshop.run(*install, "--no-deps", "--no-index", *made)
    return python


def _ask(tool: str, python: str, folders: Mapping[str, Path], workshop: Workshop) -> Answers:
    asked = json.dumps({name: str(folder) for name, folder in folders.items()})
    done = subprocess.run(
        (python, str(RIVALS), tool),
        input=asked,
        env={**workshop.env, **OFFLINE},
        cwd=workshop.root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MeasureError(f"{tool} gave no answer:\n{done.stderr}")
    said: Mapping[str, Any] = json.loads(done.stdout)
    return Answers(
        {name: tuple(each["found"]) for name, each in said.items() if not each["failure"]},
        {name: each["seconds"] for name, each in said.items()},
        {name: each["failure"] for name, each in said.items() if each["failure"]},
    )


def _time(tool: str, python: str, folders: Mapping[str, Path], workshop: Workshop, runs: int) -> float:
    """Measure what the tool's command takes for one project: the median of the first case of each category."""
    firsts = {name.partition("/")[0]: folder for name, folder in reversed(list(folders.items()))}
    commands = {
        "paa": lambda folder: ("extract-module-requirements", folder.name),
        "pipreqs": lambda folder: ("--print", "--mode", "no-pin", "--use-local", str(folder)),
        "deptry": lambda _: ("module_dir", "--no-ansi"),
        "fawltydeps": lambda _: ("--check-undeclared", "--json", "--code", "module_dir", "--deps", "pyproject.toml"),
    }
    command: Callable[[Path], Sequence[str]] = commands[tool]
    program = str(Path(python).with_name(tool))
    taken = []
    for folder in firsts.values():
        for _ in range(runs):
            start = time.perf_counter()
            done = subprocess.run(
                (program, *command(folder)),
                cwd=folder,
                env={**workshop.env, **OFFLINE},
                capture_output=True,
                check=False,
            )
            taken.append(time.perf_counter() - start)
            if done.returncode not in FOUND_SOMETHING:
                raise MeasureError(f"{tool} ended with {done.returncode}:\n{done.stderr.decode()}")
    return median(taken)


def _print_time(tool: str, command: float, answers: Answers) -> None:
    inside = median(answers.seconds.values())
    print(f"  {tool:12} {command:.3f} s a project as a command, {inside:.4f} s without its start", flush=True)


def _print_scores(warmth: str, cases: Sequence[CorpusCase], answers: Mapping[str, Answers]) -> None:
    rows = {tool: (score_names, each.found) for tool, each in answers.items()}
    rows = {"paa, whole lines": (score_lines, answers["paa"].found), **rows}
    total = {name: score(cases, found) for name, (score, found) in rows.items()}
    print(f"\n  {warmth:18}  precision  recall     F1  exact")
    for name, each in total.items():
        print(f"  {name:18}  {each.precision:9.3f}  {each.recall:6.3f}  {each.f1:5.3f}  {each.exact_part:5.3f}")
    print(f"  {warmth}, whole lines: {MARKS[warmth].judge(total['paa, whole lines'])}")
    print(f"\n  {warmth}, F1 and exact".ljust(30) + "".join(f"{name:>18}" for name in rows))
    for category in CATEGORIES:
        some = [case for case in cases if case.category == category]
        if not some:
            continue
        scores = [score(some, found) for score, found in rows.values()]
        columns = "".join(f"{f'{each.f1:.2f} {each.exact_part:.2f}':>18}" for each in scores)
        print(f"  {category:18}{len(some):>9}{columns}")
    for tool, answer in answers.items():
        for name, failure in answer.failures.items():
            print(f"  {tool} could not read {name}: {failure.splitlines()[0]}")
    sys.stdout.flush()
