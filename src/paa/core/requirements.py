"""From imports to requirements, each with its origin."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import InvalidName, canonicalize_name

from paa.core.references import External, SiblingReference, refer
from paa.core.standard_library import standard_library
from paa.errors import PaaError, SourceError, raise_together
from paa.model.layout import Layout
from paa.model.module import Directive, DirectiveKind, Importing, ImportStatement, Module
from paa.model.names import ImportName, as_project_name
from paa.model.project import Project
from paa.model.spec import Found, Rule

__all__ = ["ProjectNames", "explain_guess", "find_requirements", "parse_requirement"]


@dataclass(frozen=True, slots=True)
class ProjectNames:
    """Where the name of the project that provides an import is looked up, in this order.

    Attributes:
        overrides: `.paa/package_mapping.json`.
        installed: Tells the distribution that provides an import in the running environment, or None.
        known: Tells the project from the table of names that we ship, or None.
    """

    overrides: Mapping[str, str]
    installed: Callable[[str], str | None]
    known: Callable[[str], str | None]

    def resolve(self, import_name: str) -> tuple[str, Rule]:
        """Name the project that provides a top-level import, and the rule that says so."""
        if name := self.overrides.get(import_name):
            return name, Rule.MAPPING
        if name := self.installed(import_name):
            return name, Rule.INSTALLED
        if name := self.known(import_name):
            return name, Rule.TABLE
        return import_name, Rule.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What holds for all files of one project."""

    project: Project
    layout: Layout
    names: ProjectNames
    siblings: Mapping[ImportName, Requirement]
    is_standard: Callable[[str], bool]
    optional: frozenset[str]


def parse_requirement(text: str, *, where: str) -> Requirement:
    """Parse a requirement (PEP 508).

    Raises:
        SourceError: It is none.
    """
    try:
        return Requirement(text)
    except InvalidRequirement as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        hint = 'write it as in `name[extra]>=1.2; python_version < "3.12"`'
        raise SourceError(f"{text!r} is no valid requirement: {reason}", where=where, hint=hint) from None


def explain_guess(guess: Found) -> tuple[str, str]:
    """Say that a requirement is only guessed, and how to settle it."""
    name = guess.requirement.name
    hint = "install what provides it, name it in the module (`#@ PROJECT`), or in .paa/package_mapping.json"
    return f"the requirement {name!r} is only guessed from the name of the import", hint


def find_requirements(
    project: Project,
    *,
    layout: Layout,
    names: ProjectNames,
    siblings: Mapping[ImportName, Requirement],
    requires_python: SpecifierSet,
    extras: Mapping[str, str | None],
) -> tuple[Found, ...]:
    """Infer the requirements of a project from its sources.

    Args:
        project: What was read of it.
        layout: Where the repository's Python files are.
        names: Where the project of an import is looked up.
        siblings: The requirement on each sibling that the project imports.
        requires_python: The Pythons that the project supports.
        extras: Interface → the extra that its requirements belong to, None for the project itself.

    Raises:
        SourceError: Markers, directives or metadata that cannot be parsed; all of them at once.
    """
    scope = _Scope(
        project=project,
        layout=layout,
        names=names,
        siblings=siblings,
        is_standard=standard_library(requires_python),
        optional=_optional_imports(project),
    )
    errors: list[PaaError] = []
    found = list(_collect(_declared(project), errors))
    for module in (project.module, *project.components):
        found += _collect(_required(module, scope, None), errors)
    for name, module in project.interfaces.items():
        found += _collect(_required(module, scope, extras[name]), errors)
    raise_together(errors)
    return _merge(found)


def _collect(found: Iterator[Found | PaaError], errors: list[PaaError]) -> Iterator[Found]:
    for each in found:
        if isinstance(each, Found):
            yield each
        else:
            errors.append(each)


def _attempt(make: Callable[[], Found]) -> Found | PaaError:
    try:
        return make()
    except SourceError as error:
        return error


def _declared(project: Project) -> Iterator[Found | PaaError]:
    """Give what the source says in so many words: metadata and inline script metadata."""
    module = project.module
    if (script := module.script) and script.dependencies:
        where = module.where(script.line)
        yield from (_verbatim(text, where, Rule.SCRIPT) for text in script.dependencies)
    if metadata := module.metadata:
        where = module.where(metadata.lines.get("install_requires", metadata.line))
        yield from (_verbatim(text, where, Rule.METADATA) for text in metadata.install_requires)
        where = module.where(metadata.lines.get("extras_require", metadata.line))
        for extra, texts in metadata.extras_require.items():
            yield from _extra(extra, texts, where)


def _extra(name: str, texts: tuple[str, ...], where: str) -> Iterator[Found | PaaError]:
    try:
        extra = canonicalize_name(name, validate=True)
    except InvalidName:
        hint = "use ASCII letters, digits, '-', '_' and '.', with a letter or digit at both ends"
        yield SourceError(f"{name!r} is no valid name for an extra", where=where, hint=hint)
    else:
        yield from (_verbatim(text, where, Rule.METADATA, extra) for text in texts)


def _verbatim(text: str, where: str, rule: Rule, extra: str | None = None) -> Found | PaaError:
    return _attempt(partial(_quoted, text, where, rule, extra))


def _quoted(text: str, where: str, rule: Rule, extra: str | None) -> Found:
    return Found(requirement=parse_requirement(text, where=where), where=where, rule=rule, extra=extra)


def _required(module: Module, scope: _Scope, extra: str | None) -> Iterator[Found | PaaError]:
    for directive in module.directives:
        where = module.where(directive.line)
        if directive.kind is DirectiveKind.REQUIRE:
            yield _verbatim(directive.text, where, Rule.MARKER, extra)
        else:
            yield from _optional(directive, module, scope)
    # PEP 723's list, where there is one, is the whole truth about what is not in this repository.
    script = scope.project.module.script
    listed = script is not None and script.dependencies is not None and extra is None
    for statement in module.imports:
        if statement.when is not Importing.TYPING and statement.marker != "-":
            yield from _imported(statement, module, scope, extra, listed=listed)


def _imported(
    statement: ImportStatement, module: Module, scope: _Scope, extra: str | None, *, listed: bool
) -> Iterator[Found | PaaError]:
    where = module.where(statement.line)
    for reference in refer(statement, module, scope.project.import_name, scope.layout):
        match reference:
            case SiblingReference(import_name=name):
                yield Found(requirement=scope.siblings[name], where=where, rule=Rule.SIBLING, extra=extra)
            case External(name=name) if not listed:
                first = name.partition(".")[0]
                if not scope.is_standard(first) and first not in scope.optional:
                    yield _attempt(partial(_external, first, statement, where, scope, extra))


def _external(first: str, statement: ImportStatement, where: str, scope: _Scope, extra: str | None) -> Found:
    name, rule = scope.names.resolve(first)
    if statement.marker:
        rule = Rule.MARKER if rule is Rule.NAME else rule
    requirement = parse_requirement(f"{as_project_name(name, where=where)}{statement.marker or ''}", where=where)
    if extra is None and statement.when is Importing.GUARDED:
        extra = canonicalize_name(name)
    return Found(requirement=requirement, where=where, rule=rule, extra=extra)


def _optional_imports(project: Project) -> frozenset[str]:
    """Collect the top-level names that `#! import x` makes optional wherever they are imported."""
    return frozenset(
        name
        for module in project.sources
        for directive in module.directives
        if directive.kind is DirectiveKind.OPTIONAL
        for name in _directive_imports(directive)
    )


def _directive_imports(directive: Directive) -> tuple[str, ...]:
    try:
        tree = ast.parse(directive.text)
    except SyntaxError:
        return ()
    dotted: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            dotted += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            dotted.append(node.module)
    return tuple(dict.fromkeys(name.partition(".")[0] for name in dotted))


def _optional(directive: Directive, module: Module, scope: _Scope) -> Iterator[Found | PaaError]:
    where = module.where(directive.line)
    names = _directive_imports(directive)
    if not names:
        hint = "write it as in `#! import x`"
        yield SourceError(f"`#! {directive.text}` is no import", where=where, hint=hint)
    marker = directive.text.partition("#")[2].partition("#")[0].strip()
    statement = ImportStatement(name="", line=directive.line, when=Importing.GUARDED, marker=marker or None)
    for first in names:
        yield _attempt(partial(_external, first, statement, where, scope, None))


def _merge(found: Iterable[Found]) -> tuple[Found, ...]:
    """Combine what several places say of one project, and leave out of an extra what the project requires anyway."""
    merged: dict[tuple[str, str, str], Found] = {}
    for each in found:
        requirement = each.requirement
        key = (each.extra or "", canonicalize_name(requirement.name), str(requirement.marker or ""))
        merged[key] = _combine(merged[key], each) if key in merged else each
    required = {(name, marker) for extra, name, marker in merged if not extra}
    kept = (each for key, each in merged.items() if not key[0] or key[1:] not in required or each.rule is Rule.METADATA)
    return tuple(sorted(kept, key=lambda each: (each.extra or "", str(each.requirement))))


def _combine(first: Found, second: Found) -> Found:
    """Let the first place speak for both, unless only the second is certain."""
    requirement = Requirement(str(first.requirement))
    requirement.specifier &= second.requirement.specifier
    requirement.extras |= second.requirement.extras
    origin = first if first.certain or not second.certain else second
    return Found(requirement=requirement, where=origin.where, rule=origin.rule, extra=first.extra)
