"""From imports to requirements, each with its origin."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import InvalidName, canonicalize_name

from paa.core.inference.circumstances import Circumstances
from paa.core.inference.claims import Claim, settle
from paa.core.inference.providers import Providers
from paa.core.inference.uses import Need, Use, find_uses
from paa.core.source.references import External, SiblingReference, refer
from paa.core.source.standard_library import StandardLibrary
from paa.errors import PaaError, SourceError, raise_together
from paa.model.choices import LazyImports
from paa.model.layout import Layout
from paa.model.module import Directive, DirectiveKind, Importing, ImportStatement, Module
from paa.model.names import ImportName, as_project_name
from paa.model.project import Project
from paa.model.spec import Found, Rule

__all__ = ["Inference", "explain_guess", "find_requirements", "parse_requirement"]


def _no_versions(_: str) -> SpecifierSet:
    return SpecifierSet()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What the requirements of any project of a repository are inferred from, besides its own sources.

    Attributes:
        layout: Where the repository's Python files are.
        providers: Where the project of an import is looked up.
        standard: The standard library of the Pythons that the project supports.
        lazy: What an import is that stands only in functions.
        versions: Which versions of a project to ask for where the source says nothing of them.
    """

    layout: Layout
    providers: Providers
    standard: StandardLibrary
    lazy: LazyImports = LazyImports.REQUIRED
    versions: Callable[[str], SpecifierSet] = field(default=_no_versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What holds for all files of one project."""

    project: Project
    inference: Inference
    siblings: Mapping[ImportName, Requirement]
    optional: frozenset[str]

    @property
    def everywhere(self) -> Circumstances:
        return {(): self.inference.standard.versions}


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
    inference: Inference,
    *,
    siblings: Mapping[ImportName, Requirement],
    extras: Mapping[str, str | None],
) -> tuple[Found, ...]:
    """Infer the requirements of a project from its sources.

    Args:
        project: What was read of it.
        inference: What else decides.
        siblings: The requirement on each sibling that the project imports.
        extras: Interface → the extra that its requirements belong to, None for the project itself.

    Raises:
        SourceError: Markers, directives or metadata that cannot be parsed, or versions that exclude each other; all of
            them at once.
    """
    optional = _optional_projects(project, inference.providers)
    scope = _Scope(project=project, inference=inference, siblings=siblings, optional=optional)
    errors: list[PaaError] = []
    claims = list(_collect(_declared(scope), errors))
    for module in (project.module, *project.components):
        claims += _collect(_required(module, scope, None), errors)
    for name, module in project.interfaces.items():
        claims += _collect(_required(module, scope, extras[name]), errors)
    raise_together(errors)
    return settle(claims, supported=inference.standard.versions, versions=inference.versions)


def _collect(claims: Iterator[Claim | PaaError], errors: list[PaaError]) -> Iterator[Claim]:
    for each in claims:
        if isinstance(each, Claim):
            yield each
        else:
            errors.append(each)


def _attempt(make: Callable[[], Claim]) -> Claim | PaaError:
    try:
        return make()
    except SourceError as error:
        return error


def _declared(scope: _Scope) -> Iterator[Claim | PaaError]:
    """Give what the source says in so many words: metadata and inline script metadata."""
    module = scope.project.module
    if (script := module.script) and script.dependencies:
        where = module.where(script.line)
        yield from (_verbatim(text, where, Rule.SCRIPT, scope) for text in script.dependencies)
    if metadata := module.metadata:
        where = module.where(metadata.lines.get("install_requires", metadata.line))
        yield from (_verbatim(text, where, Rule.METADATA, scope) for text in metadata.install_requires)
        where = module.where(metadata.lines.get("extras_require", metadata.line))
        for extra, texts in metadata.extras_require.items():
            yield from _extra(extra, texts, where, scope)


def _extra(name: str, texts: tuple[str, ...], where: str, scope: _Scope) -> Iterator[Claim | PaaError]:
    try:
        extra = canonicalize_name(name, validate=True)
    except InvalidName:
        hint = "use ASCII letters, digits, '-', '_' and '.', with a letter or digit at both ends"
        yield SourceError(f"{name!r} is no valid name for an extra", where=where, hint=hint)
    else:
        yield from (_verbatim(text, where, Rule.METADATA, scope, extra) for text in texts)


def _verbatim(text: str, where: str, rule: Rule, scope: _Scope, extra: str | None = None) -> Claim | PaaError:
    return _attempt(partial(_quoted, text, where, rule, scope, extra))


def _quoted(text: str, where: str, rule: Rule, scope: _Scope, extra: str | None) -> Claim:
    requirement = parse_requirement(text, where=where)
    return Claim(requirement=requirement, where=where, rule=rule, extra=extra, circumstances=scope.everywhere)


def _required(module: Module, scope: _Scope, extra: str | None) -> Iterator[Claim | PaaError]:
    for directive in module.directives:
        if directive.kind is DirectiveKind.REQUIRE:
            yield _verbatim(directive.text, module.where(directive.line), Rule.MARKER, scope, extra)
        else:
            yield from _made_optional(directive, module, scope)
    # PEP 723's list, where there is one, is the whole truth about what is not in this repository.
    script = scope.project.module.script
    listed = script is not None and script.dependencies is not None and extra is None
    layout, own = scope.inference.layout, scope.project.import_name
    uses = find_uses(module.imports, lambda each: refer(each, module, own, layout), scope.inference.standard)
    for use in _without_second_thoughts(uses, scope):
        if isinstance(use.target, SiblingReference):
            yield _sibling(use, use.target.import_name, module, scope, extra)
        elif not listed:
            yield from _external(use, use.target, module, scope, extra)


def _without_second_thoughts(uses: Sequence[Use], scope: _Scope) -> Iterator[Use]:
    """Settle what a file imports only in functions: that is optional where the file can do without it elsewhere."""
    optional = {_shared_name(use, scope) for use in uses if use.need is Need.OPTIONAL}
    required = {_shared_name(use, scope) for use in uses if use.need is Need.REQUIRED}
    may_lack = scope.inference.lazy is LazyImports.OPTIONAL
    for use in uses:
        name = _shared_name(use, scope)
        is_optional = use.need is Need.LAZY and name not in required and (may_lack or name in optional)
        yield use.made_optional() if is_optional else use


def _shared_name(use: Use, scope: _Scope) -> str:
    """Give the part of an import's name by which imports of the same project are recognised."""
    if isinstance(use.target, SiblingReference):
        return use.target.import_name
    first = use.target.name.partition(".")[0]
    return use.target.name if scope.inference.providers.known.is_namespace(first) else first


def _sibling(use: Use, name: ImportName, module: Module, scope: _Scope, extra: str | None) -> Claim:
    requirement = scope.siblings[name]
    return Claim(
        requirement=requirement,
        where=module.where(use.statement.line),
        rule=Rule.SIBLING,
        extra=extra or _own_extra(use, requirement.name),
        circumstances=use.where,
        imported=name,
        lazy=use.statement.when is Importing.LAZY,
    )


def _own_extra(use: Use, project: str) -> str | None:
    return canonicalize_name(project) if use.need is Need.OPTIONAL else None


def _external(
    use: Use, target: External, module: Module, scope: _Scope, extra: str | None
) -> Iterator[Claim | PaaError]:
    for dotted in scope.inference.providers.imported(target.name, use.statement.members):
        claim = _attempt(partial(_provided, dotted, use, module, scope, extra))
        if isinstance(claim, PaaError) or canonicalize_name(claim.requirement.name) not in scope.optional:
            yield claim


def _provided(dotted: str, use: Use, module: Module, scope: _Scope, extra: str | None) -> Claim:
    """Name the project of an import, and add what the comment behind it says."""
    statement, providers = use.statement, scope.inference.providers
    where = module.where(statement.line)
    answer = providers.find(dotted)
    project, rule = (use.backport, Rule.STANDARD) if use.backport else (answer.project, answer.rule)
    name = as_project_name(project, where=where)
    if statement.marker and rule is Rule.NAME:
        rule = Rule.MARKER
    return Claim(
        requirement=parse_requirement(f"{name}{statement.marker or ''}", where=where),
        where=where,
        rule=rule,
        extra=extra or _own_extra(use, name),
        circumstances=use.where,
        imported=dotted,
        lazy=statement.when is Importing.LAZY,
        others=() if use.backport else answer.others,
        shared=providers.shares(dotted),
    )


def _optional_projects(project: Project, providers: Providers) -> frozenset[str]:
    """Collect the projects that `#! import x` makes optional wherever they are imported."""
    return frozenset(
        canonicalize_name(providers.find(dotted).project)
        for module in project.sources
        for directive in module.directives
        if directive.kind is DirectiveKind.OPTIONAL
        for dotted in _directive_imports(directive, providers)
    )


def _directive_imports(directive: Directive, providers: Providers) -> tuple[str, ...]:
    """Read the import statements of a directive."""
    try:
        tree = ast.parse(directive.text)
    except SyntaxError:
        return ()
    dotted: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            dotted += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            dotted += providers.imported(node.module, tuple(alias.name for alias in node.names))
    return tuple(dict.fromkeys(dotted))


def _made_optional(directive: Directive, module: Module, scope: _Scope) -> Iterator[Claim | PaaError]:
    where = module.where(directive.line)
    dotted = _directive_imports(directive, scope.inference.providers)
    if not dotted:
        hint = "write it as in `#! import x`"
        yield SourceError(f"`#! {directive.text}` is no import", where=where, hint=hint)
    marker = directive.text.partition("#")[2].partition("#")[0].strip()
    statement = ImportStatement(name="", line=directive.line, marker=marker or None)
    use = Use(statement=statement, target=External(""), need=Need.OPTIONAL, where=scope.everywhere)
    for name in dotted:
        yield _attempt(partial(_provided, name, use, module, scope, None))
