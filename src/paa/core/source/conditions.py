"""Read what the tests of `if` statements say about the Python and the platform that run them.

A condition is written as environment markers are (PEP 508), in conjunctive form: every clause must hold, and a clause
holds when one of its alternatives does. What cannot be said in such words is left out of it.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from itertools import product

from paa.core.source.python_versions import compare_all, compare_part, compare_start, numbers_of, series_of
from paa.model.module import Condition

__all__ = ["ALWAYS", "NEVER", "EnvironmentTests", "both"]

ALWAYS: Condition = ()
NEVER: Condition = ((),)
"""Nothing fulfils a clause without alternatives."""

_UNKNOWN = (ALWAYS, ALWAYS)
"""A test that says nothing of the environment: either branch may run."""

_LIMIT = 8  # clauses; a test that needs more says nothing
_DEPTH = 20  # names that stand for names
_NAMED = {ast.Eq: "==", ast.NotEq: "!=", ast.Is: "==", ast.IsNot: "!=", ast.In: "in", ast.NotIn: "not in"}
_ORDERED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_OPERATORS: Mapping[type[ast.cmpop], str] = {**_NAMED, **_ORDERED}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
# Expressions of the standard library, and the marker variables that stand for them.
_VARIABLES = {
    "sys.platform": "sys_platform",
    "os.name": "os_name",
    "platform.system()": "platform_system",
    "platform.uname().system": "platform_system",
    "platform.uname()[0]": "platform_system",
    "os.uname().sysname": "platform_system",
    "os.uname()[0]": "platform_system",
    "platform.machine()": "platform_machine",
    "platform.uname().machine": "platform_machine",
    "os.uname().machine": "platform_machine",
    "platform.python_implementation()": "platform_python_implementation",
    "sys.implementation.name": "implementation_name",
}
# Python says "linux" and "darwin" for every release of them, and "win32" for a Windows of any width.
_PLATFORMS = {"win": "win32", "linux2": "linux", "cyg": "cygwin"}
_SYSTEMS = {name.lower(): name for name in ("Windows", "Linux", "Darwin", "Java", "FreeBSD", "OpenBSD", "NetBSD")}
_INTERPRETERS = {name.lower(): name for name in ("CPython", "PyPy", "Jython", "IronPython", "GraalVM")}
_SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "sys_platform": _PLATFORMS,
    "os_name": _PLATFORMS,
    "platform_system": {**_SYSTEMS, "win": "Windows"},
    "platform_python_implementation": _INTERPRETERS,
}
_VERSION = "sys.version_info"
_VERSION_TEXTS = frozenset({"sys.version", "platform.python_version()", "platform.python_version_tuple()"})
_PYTHON_2 = {"PY2": NEVER, "PY3": ALWAYS}


class EnvironmentTests:
    """The tests of one module; names that it binds to a test of the environment can stand for it.

    Args:
        body: The statements of the module.
        aliases: Gives what the names stand for that the module imports: `version_info` → `sys.version_info`.
    """

    def __init__(self, body: Sequence[ast.stmt], aliases: Callable[[], Mapping[str, str]]) -> None:
        self._body = body
        self._aliases = aliases
        self._bound: Mapping[str, ast.expr] | None = None

    def read(self, test: ast.expr, depth: int = 0) -> tuple[Condition, Condition]:
        """Tell under which conditions a test can be true, and under which it can be false."""
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                true, false = self.read(operand, depth)
                return false, true
            case ast.BoolOp(op=ast.And(), values=values):
                return _every([self.read(value, depth) for value in values])
            case ast.BoolOp(values=values):
                false, true = _every([self.read(value, depth)[::-1] for value in values])
                return true, false
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._named(name, depth)
            case ast.Call(func=ast.Name(id=name), args=[], keywords=[]):
                return self._named(f"{name}()", depth)
            case _:
                return self._read_simple(test)

    def read_cases(self, node: ast.Match) -> list[Condition]:
        """Tell under which condition each case of a `match` can be chosen."""
        variable = self._variable(node.subject)
        conditions: list[Condition] = []
        rest = ALWAYS
        for case in node.cases:
            true, false = _texts(variable, "==", _alternatives(case.pattern))
            conditions.append(both(rest, true))
            rest = both(rest, ALWAYS if case.guard else false)
        return conditions

    def _read_simple(self, test: ast.expr) -> tuple[Condition, Condition]:
        """Read a test that has no others inside."""
        match test:
            case ast.Constant(value=value):
                return (ALWAYS, NEVER) if value else (NEVER, ALWAYS)
            case ast.Compare(left=first, ops=operators, comparators=others):
                pairs = zip([first, *others], operators, others, strict=False)
                return _every([self._compare(left, _OPERATORS[type(each)], right) for left, each, right in pairs])
            case ast.Call(func=ast.Attribute(value=value, attr="startswith"), args=[start]):
                return self._begins(value, start)
            case _:
                return _UNKNOWN

    def _named(self, name: str, depth: int) -> tuple[Condition, Condition]:
        """Read a name that the module binds once, at its own level, to a test of the environment."""
        if name in _PYTHON_2:
            return _PYTHON_2[name], _PYTHON_2["PY3" if name == "PY2" else "PY2"]
        bound = self._bindings()
        return self.read(bound[name], depth + 1) if name in bound and depth < _DEPTH else _UNKNOWN

    def _bindings(self) -> Mapping[str, ast.expr]:
        if self._bound is None:
            self._bound = _bindings(self._body)
        return self._bound

    def _expand(self, node: ast.expr) -> ast.expr:
        """Give what a name stands for that the module binds once: `SYSTEM = platform.system()`."""
        for _ in range(_DEPTH):
            if not isinstance(node, ast.Name) or node.id in self._aliases() or node.id not in self._bindings():
                return node
            node = self._bindings()[node.id]
        return node

    def _begins(self, value: ast.expr, start: ast.expr) -> tuple[Condition, Condition]:
        """Read `sys.platform.startswith("win")`, also with several beginnings, and `sys.version.startswith("3")`."""
        if self._dotted(value) in _VERSION_TEXTS:
            atom = None if (series := series_of(start)) is None else compare_start("==", [series])
            return _UNKNOWN if atom is None else (((atom,),), ((_negated(atom),),))
        return _texts(self._variable(value), "==", _values("==" if isinstance(start, ast.Constant) else "in", start))

    def _compare(self, left: ast.expr, operator: str, right: ast.expr) -> tuple[Condition, Condition]:
        left, right = self._expand(left), self._expand(right)
        if isinstance(left, ast.Constant | ast.Tuple) and not isinstance(right, ast.Constant | ast.Tuple):
            if operator == "in" and isinstance(left, ast.Constant):  # "linux" in sys.platform
                return _texts(self._variable(right), "==", [left.value])
            left, operator, right = right, _MIRRORED.get(operator, operator), left
        if variable := self._variable(left):
            return _texts(variable, "==" if operator in {"==", "in"} else "!=", _values(operator, right))
        atom = self._version(left, operator, right)
        return _UNKNOWN if atom is None else (((atom,),), ((_negated(atom),),))

    def _variable(self, node: ast.expr) -> str | None:
        """Name the marker variable that an expression reads, whatever the case that it is compared in."""
        node = self._expand(node)
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="lower" | "casefold"), args=[]):
                return self._variable(value)
            case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=ast.Constant(), step=None)):
                return self._variable(value)  # sys.platform[:3] == "win"
            case _:
                return _VARIABLES.get(self._dotted(node))

    def _version(self, left: ast.expr, operator: str, right: ast.expr) -> str | None:
        """Write a comparison of the version of Python as a marker; None for something else."""
        if operator not in _OPPOSITE or "in" in operator:
            return None
        if isinstance(left, ast.Call) and self._dotted(left.func) == "int" and len(left.args) == 1:
            left = left.args[0]  # int(platform.python_version_tuple()[0]) == 3
        series = series_of(right)
        numbers = numbers_of(right) if series is None else [series]
        if not numbers:
            return None
        atom = None if series is not None else self._version_numbers(left, operator, numbers)
        return self._version_text(left, operator, numbers[0]) if atom is None and len(numbers) == 1 else atom

    def _version_numbers(self, left: ast.expr, operator: str, numbers: Sequence[int]) -> str | None:
        """Write a comparison of `sys.version_info`, or of a part of it, as a marker."""
        match left:
            case ast.Subscript(value=value, slice=chosen) if self._dotted(self._expand(value)) == _VERSION:
                return compare_part(chosen, operator, numbers)
            case ast.Attribute(value=value, attr="major" | "minor" as part) if (
                self._dotted(self._expand(value)) == _VERSION
            ):
                return compare_part(ast.Constant(0 if part == "major" else 1), operator, numbers)
        name = self._dotted(left)
        if name == "sys.hexversion":
            return compare_all(operator, [numbers[0] >> 24, numbers[0] >> 16 & 0xFF])
        return compare_all(operator, numbers) if name == _VERSION else None

    def _version_text(self, left: ast.expr, operator: str, series: int) -> str | None:
        """Write a comparison of `sys.version`, or of its first sign, with "2" or "3" as a marker."""
        match left:
            case ast.Subscript(value=value, slice=ast.Constant(value=0) | ast.Slice(upper=ast.Constant(value=1))):
                return compare_start(operator, [series]) if self._dotted(value) in _VERSION_TEXTS else None
            case _:
                return compare_all(operator, [series]) if self._dotted(left) in _VERSION_TEXTS else None

    def _dotted(self, node: ast.expr) -> str:
        """Spell a chain of names, the first one as what the module imports under it; empty for anything else."""
        match node:
            case ast.Name(id=name):
                return self._aliases().get(name, name)
            case ast.Attribute(value=value, attr=name):
                return f"{self._dotted(value)}.{name}"
            case ast.Call(func=function, args=[], keywords=[]):
                return f"{self._dotted(function)}()"
            case ast.Subscript(value=ast.Call() as value, slice=ast.Constant(value=0)):
                return f"{self._dotted(value)}[0]"
            case _:
                return ""


def both(first: Condition, second: Condition) -> Condition:
    """Join what two nested tests say; a clause that follows from another one is left out."""
    clauses = tuple(dict.fromkeys((*first, *second)))
    if () in clauses:
        return NEVER
    atoms = {clause[0] for clause in clauses if len(clause) == 1}
    if any(_negated(atom) in atoms for atom in atoms):
        return NEVER
    known = dict(atom.split(" == ") for atom in atoms if " == " in atom)
    return tuple(clause for clause in clauses if not _follows(clause, known))


def _follows(clause: Sequence[str], known: Mapping[str, str]) -> bool:
    """Tell whether a clause only says that a variable does not have a value, when it is known to have another one."""
    name, differs, value = clause[0].partition(" != ")
    return len(clause) == 1 and bool(differs) and known.get(name, value) != value


def _every(parts: Sequence[tuple[Condition, Condition]]) -> tuple[Condition, Condition]:
    """Combine tests that must all be true; they are false when one of them is."""
    true = ALWAYS
    for part, _ in parts:
        true = both(true, part)
    # Without a clause for one part, which may be false for any other reason, the product is empty: ALWAYS.
    ways = product(*(false for _, false in parts))
    clauses = {tuple(dict.fromkeys(atom for clause in way for atom in clause)): None for way in ways}
    if () in clauses:
        return true, NEVER
    return true, tuple(clauses) if len(clauses) <= _LIMIT else ALWAYS


def _bindings(body: Sequence[ast.stmt]) -> Mapping[str, ast.expr]:
    """Collect the names that are bound once, to what may be a test."""
    bound: dict[str, ast.expr] = {}
    several: set[str] = set()
    for node in body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                several.update({name} & bound.keys())
                bound[name] = value
            case ast.FunctionDef(
                name=name, body=[ast.Return(value=value)] | [ast.Expr(value=ast.Constant()), ast.Return(value=value)]
            ) if value:
                bound[f"{name}()"] = value
    # A constant may be a switch that somebody else sets.
    return {name: value for name, value in bound.items() if name not in several and not isinstance(value, ast.Constant)}


def _values(operator: str, node: ast.expr) -> Sequence[object]:
    """Give the texts that a variable is compared with; none where they are no constants."""
    match node:
        case ast.Constant(value=value) if operator in {"==", "!="}:
            return [value]
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements) if "in" in operator:
            return [element.value if isinstance(element, ast.Constant) else None for element in elements]
        case _:
            return ()


def _alternatives(pattern: ast.pattern) -> Sequence[object]:
    """Give the texts of which a case names one; none where it matches something else, or anything."""
    patterns = pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]
    values = [each.value if isinstance(each, ast.MatchValue) else None for each in patterns]
    return [value.value if isinstance(value, ast.Constant) else None for value in values]


def _texts(variable: str | None, operator: str, values: Sequence[object]) -> tuple[Condition, Condition]:
    """Say that a variable has, or has not, one of some values."""
    if variable is None or not values:
        return _UNKNOWN
    atoms: list[str] = []
    for value in values:
        if not isinstance(value, str) or '"' in value:
            return _UNKNOWN
        spelling = _SPELLINGS.get(variable, {})
        text = spelling.get(value, spelling.get(value.lower(), value))
        atoms.append(f'{variable} == "{text}"')
    one_of: Condition = (tuple(dict.fromkeys(atoms)),)
    none_of: Condition = tuple((_negated(atom),) for atom in dict.fromkeys(atoms))
    return (one_of, none_of) if operator == "==" else (none_of, one_of)


def _negated(atom: str) -> str:
    variable, operator, value = atom.split(" ", 2)
    return f"{variable} {_OPPOSITE[operator]} {value}"
