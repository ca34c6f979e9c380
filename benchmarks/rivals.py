"""Tools that infer requirements, each run as a program by the environment that holds it: `rivals.py TOOL < CASES`.

CASES is a JSON object: name → folder. What goes to stdout is one, too: name → what the tool found and how long it
took. A tool's own entry point is called in this process for each folder, so that its start is paid once;
`benchmarks.accuracy` measures beside it what its command takes. Why a tool cannot read a folder is told, too.

A folder holds the files of one project and, for the others, a `pyproject.toml` that declares no dependency.

* pipreqs does what `pipreqs --print` does, up to its questions to a server: imports, its map of names that differ, and
  what is installed. With the server it would also drop names that are on no index.
* deptry reports each import that is not declared: as missing (DEP001), or, when it is installed, as transitive
  (DEP003).
* fawltydeps does so with `--check-undeclared --json`.
* The last two speak of imports. Where exactly one installed distribution provides the import, that is what one
  would declare; where several do, or none, the name itself is.
"""

import io
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def paa(folder: Path) -> list[str]:
    """Give the lines that `paa extract-module-requirements` prints; the folder's name is the module's."""
    main = import_module("paa.cli").main
    printed = io.StringIO()
    complaints = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(complaints):
        code = _exit_code(lambda: main(["extract-module-requirements", folder.name, "--root", str(folder)]))
    if code:
        raise ValueError(complaints.getvalue())
    return printed.getvalue().splitlines()


def pipreqs(folder: Path) -> list[str]:
    """Do what `pipreqs --print` does, without asking a server."""
    own = import_module("pipreqs.pipreqs")
    candidates = own.get_pkg_names(own.get_all_imports(str(folder)))
    installed = own.get_import_local(candidates)
    known = {name for each in installed for name in (each["name"], *each["exports"])}
    return [each["name"] for each in installed] + [name for name in candidates if name not in known]


def deptry(folder: Path) -> list[str]:
    """Give what `deptry` reports as not declared, in every folder of sources that there is."""
    main = import_module("deptry.cli").cli.main
    roots = sorted(path.name for path in folder.iterdir() if path.is_dir())
    with TemporaryDirectory() as temporary, chdir(folder), redirect_stderr(io.StringIO()):
        report = Path(temporary, "report.json")
        _exit_code(lambda: main([*roots, "--no-ansi", "--json-output", str(report)]))
        issues = json.loads(report.read_bytes())
    return _distributions(each["module"] for each in issues if each["error"]["code"] in {"DEP001", "DEP003"})


def fawltydeps(folder: Path) -> list[str]:
    """Give what `fawltydeps --check-undeclared` reports."""
    main = import_module("fawltydeps.main").main
    printed = io.StringIO()
    roots = sorted(path.name for path in folder.iterdir() if path.is_dir())
    words = ["--check-undeclared", "--json", "--code", *roots, "--deps", "pyproject.toml"]
    with chdir(folder), redirect_stderr(io.StringIO()):
        _exit_code(lambda: main(words, stdin=io.BytesIO(), stdout=printed))
    return _distributions(each["name"] for each in json.loads(printed.getvalue())["undeclared_deps"])


TOOLS: Mapping[str, Callable[[Path], list[str]]] = {
    "paa": paa,
    "pipreqs": pipreqs,
    "deptry": deptry,
    "fawltydeps": fawltydeps,
}


def _exit_code(run: Callable[[], object]) -> object:
    """Run a command line; that a tool found something is an exit code, too."""
    try:
        return run()
    except SystemExit as ended:
        return ended.code


def _distributions(imports: Iterable[str]) -> list[str]:
    owners = packages_distributions()
    found = []
    for name in dict.fromkeys(each.partition(".")[0] for each in imports):
        distributions = sorted(set(owners.get(name, ())))
        found.append(distributions[0] if len(distributions) == 1 else name)
    return found


def _measure(find: Callable[[Path], list[str]], folder: Path) -> dict[str, Any]:
    start = time.perf_counter()
    try:
        with redirect_stdout(io.StringIO()):
            found = find(folder)
        failure = None
    except (LookupError, OSError, SyntaxError, TypeError, ValueError) as error:
        found, failure = [], f"{type(error).__name__}: {error}"
    return {"found": found, "seconds": time.perf_counter() - start, "failure": failure}


def _main() -> None:
    find = TOOLS[sys.argv[1]]
    cases: dict[str, str] = json.load(sys.stdin)
    json.dump({name: _measure(find, Path(folder)) for name, folder in cases.items()}, sys.stdout)


if __name__ == "__main__":
    _main()
