"""Write down since which Python each newer module and member of the standard library exists.

The facts are read from the stubs of the standard library that mypy carries (typeshed), in the environment that runs
this. Run it again when a newer Python is stubbed; the table is reviewed as a diff.
"""

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from paa.core.source.standard_library import NEWEST, OLDEST

TABLE = Path(__file__).parents[1] / "src/paa/resources/standard_members.tsv"
# The stubs forget a version when it is no longer supported; the release notes of Python do not.
EARLIER = {
    8: """
        functools.cached_property functools.singledispatchmethod math.comb math.dist math.isqrt math.perm math.prod
        statistics.NormalDist statistics.fmean statistics.geometric_mean statistics.multimode statistics.quantiles
        typing.Final typing.Literal typing.Protocol typing.SupportsIndex typing.TypedDict typing.final typing.get_args
        typing.get_origin typing.runtime_checkable unittest.IsolatedAsyncioTestCase unittest.mock.AsyncMock
    """,
    9: """
        ast.unparse asyncio.to_thread functools.cache importlib.resources.as_file importlib.resources.files math.lcm
        math.nextafter math.ulp random.randbytes types.GenericAlias typing.Annotated
    """,
    10: """
        contextlib.aclosing dataclasses.KW_ONLY importlib.metadata.packages_distributions
        inspect.get_annotations itertools.pairwise statistics.correlation statistics.covariance
        statistics.linear_regression sys.stdlib_module_names types.EllipsisType types.NoneType types.NotImplementedType
        types.UnionType typing.Concatenate typing.ParamSpec typing.ParamSpecArgs typing.ParamSpecKwargs typing.TypeAlias
        typing.TypeGuard typing.is_typeddict
    """,
}
_VERSION = re.compile(r"3\.(\d+)")


def main() -> None:
    """Write the table, sorted."""
    since = dict(_additions(_stubs())) | {name: minor for minor, text in EARLIER.items() for name in text.split()}
    rows = [f"{name}\t3.{minor}\n" for name, minor in sorted(since.items()) if "._" not in name]
    TABLE.write_text("".join(rows), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(rows)} rows\n")


def _stubs() -> Path:
    spec = importlib.util.find_spec("mypy")
    if spec is None or spec.origin is None:
        sys.exit("mypy, whose stubs are read, is not installed: `make lint` installs it")
    return Path(spec.origin).parent / "typeshed" / "stdlib"


def _additions(stubs: Path) -> Iterator[tuple[str, int]]:
    """Give the names that came after the oldest version, with the minor version that they came with."""
    for line in (stubs / "VERSIONS").read_text(encoding="utf-8").splitlines():
        module, _, versions = line.partition("#")[0].partition(":")
        if not (found := _VERSION.findall(versions)) and "3." not in versions:
            continue
        first = int(found[0]) if found else 0
        if first > OLDEST:
            yield module, first
        elif not module.startswith("_") and len(found) == 1:
            yield from _new_members(stubs, module)


def _new_members(stubs: Path, module: str) -> Iterator[tuple[str, int]]:
    known = names(stubs, module, OLDEST)
    for minor in range(OLDEST + 1, NEWEST + 1):
        now = names(stubs, module, minor)
        yield from ((f"{module}.{name}", minor) for name in now - known if not name.startswith("_"))
        known |= now


@cache
def names(stubs: Path, module: str, minor: int) -> frozenset[str]:
    """Collect what a module of the standard library offers in Python 3.minor."""
    place = stubs.joinpath(*module.split("."))
    path = next((each for each in (place / "__init__.pyi", place.with_suffix(".pyi")) if each.is_file()), None)
    if path is None:
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    package = module if path.name == "__init__.pyi" else module.rpartition(".")[0]
    return frozenset(_defined(body, stubs, package, minor))


def _defined(body: Sequence[ast.stmt], stubs: Path, package: str, minor: int) -> Iterator[str]:
    for node in body:
        match node:
            case ast.If():
                yield from _defined(node.body if _holds(node.test, minor) else node.orelse, stubs, package, minor)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.ImportFrom(names=[ast.alias(name="*")], module=source, level=level):
                origin = f"{package}.{source}" if level else source or ""
                yield from names(stubs, origin, minor)
            case ast.ImportFrom(names=aliases):
                yield from (alias.name for alias in aliases if alias.asname == alias.name)


def _holds(test: ast.expr, minor: int) -> bool:
    """Decide a test of the version; of any other, such as of the platform, the first branch is taken."""
    match test:
        case ast.Compare(
            left=ast.Attribute(attr="version_info"), ops=[operator], comparators=[ast.Tuple(elts=elements)]
        ):
            wanted = tuple(element.value for element in elements if isinstance(element, ast.Constant))
            return ((3, minor) >= wanted) is isinstance(operator, ast.GtE)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_holds(value, minor) for value in values)
        case _:
            return True


if __name__ == "__main__":
    main()
