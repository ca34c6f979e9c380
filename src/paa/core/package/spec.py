"""From what a module says and what the repository configures to the metadata of its distribution."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from urllib.parse import urlsplit

from packaging.licenses import NormalizedLicenseExpression
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from paa.core.package.licenses import license_expression
from paa.core.package.readme import render_readme, summarise
from paa.errors import PaaError, SourceError, raise_together
from paa.model.module import Metadata, Module
from paa.model.names import ImportName, NormalizedName, as_project_name
from paa.model.project import Project
from paa.model.settings import CONFIG, Settings
from paa.model.spec import Found, PackageSpec

__all__ = ["project_name", "requires_python", "specify"]

LABEL_LIMIT = 32
_PYTHONS = tuple(f"3.{minor}.{micro}" for micro in range(40) for minor in range(100))
_STATUS = "Development Status ::"
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")


def project_name(import_name: ImportName, module: Module) -> NormalizedName:
    """Name a project on its index: what its metadata says, else the import name.

    Raises:
        SourceError: The name is not valid.
    """
    metadata = module.metadata
    if metadata is None or metadata.name is None:
        return as_project_name(import_name, where=module.where())
    return as_project_name(metadata.name, where=module.where(metadata.lines["name"]))


def requires_python(module: Module, settings: Settings) -> SpecifierSet:
    """Tell the Pythons that a project supports: its metadata, else inline script metadata, else the configuration.

    Raises:
        SourceError: What is said is no version specifier.
    """
    metadata, script = module.metadata, module.script
    if metadata and metadata.requires_python is not None:
        text, line = metadata.requires_python, _line_of(metadata, "requires_python", "python_requires")
    elif script and script.requires_python is not None:
        text, line = script.requires_python, script.line
    else:
        return SpecifierSet(f">={settings.python_version}")
    hint = 'write it as in ">=3.11"'
    try:
        specifier = SpecifierSet(text)
    except InvalidSpecifier:
        raise SourceError(f"{text!r} is no version specifier", where=module.where(line), hint=hint) from None
    if not any(map(specifier.contains, _PYTHONS)):
        raise SourceError(f"there is no Python {text}", where=module.where(line), hint=hint)
    return specifier


def specify(
    project: Project,
    *,
    settings: Settings,
    version: Version,
    requirements: tuple[Found, ...],
    scripts: Mapping[str, str],
    parts: Mapping[str, str],
) -> PackageSpec:
    """Decide the metadata of a distribution.

    Raises:
        SourceError: A name, an expression, a classifier or an address is not valid; all of them at once.
    """
    module = project.module
    metadata = module.metadata or Metadata(line=1)
    name = project_name(project.import_name, module)
    license_ = _license(metadata, module, settings)
    # A docstring may hold what is no character, as an escape; it stays one.
    docstring = (module.docstring or "").encode("utf-8", "backslashreplace").decode()
    typed = module.annotated and all(component.annotated for component in project.components)
    return PackageSpec(
        import_name=project.import_name,
        name=name,
        version=version,
        summary=summarise(metadata.description or docstring),
        readme=project.readme or _readme(project, name, docstring, settings, license_),
        requires_python=requires_python(module, settings),
        license=license_,
        license_files=tuple(sorted(file.destination for file in project.licenses)),
        author=metadata.author or None,
        author_email=_email(metadata, module),
        keywords=metadata.keywords,
        classifiers=_classifiers(metadata, module, settings, licensed=license_ is not None, typed=typed),
        urls=_urls(metadata, module, settings, name),
        requirements=requirements,
        scripts=scripts,
        parts=parts,
        typed=typed,
    )


def _readme(
    project: Project,
    name: NormalizedName,
    docstring: str,
    settings: Settings,
    license_: NormalizedLicenseExpression | None,
) -> str:
    """Make a README: an index shows images only from absolute addresses, so that the documentation site has them."""
    walkthrough = project.walkthrough
    site = f"{settings.gh_pages_base_url.rstrip('/')}/{name}/" if settings.gh_pages_base_url else ""
    # The badge is that of the configured licence; a module may have another one.
    is_usual = license_ is None or license_.lower() == (settings.license_label or "").lower()
    return render_readme(
        name,
        docstring,
        project.module.metadata.description if project.module.metadata else None,
        walkthrough=walkthrough.with_images_at(site) if walkthrough else None,
        badge=settings.license_badge if is_usual else None,
    )


def _license(metadata: Metadata, module: Module, settings: Settings) -> NormalizedLicenseExpression | None:
    if metadata.license_label:
        line = _line_of(metadata, "license_label", "license")
        return license_expression(metadata.license_label, where=module.where(line))
    if settings.license_label:
        return license_expression(settings.license_label, where=f"{CONFIG}: license_label")
    return None


def _line_of(metadata: Metadata, *keys: str) -> int:
    """Tell where the first of some keys stands; the dictionary's own line where none of them does."""
    return next((metadata.lines[key] for key in keys if key in metadata.lines), metadata.line)


def _email(metadata: Metadata, module: Module) -> str | None:
    if not metadata.author_email:
        return None
    if not _EMAIL.fullmatch(metadata.author_email):
        where = module.where(metadata.lines["author_email"])
        hint = "write one address, as in ada@example.org"
        raise SourceError(f"{metadata.author_email!r} is no e-mail address", where=where, hint=hint)
    return metadata.author_email


def _classifiers(
    metadata: Metadata, module: Module, settings: Settings, *, licensed: bool, typed: bool
) -> tuple[str, ...]:
    """Combine both lists: a module's own status replaces the configured one, an expression replaces licences."""
    own_status = any(classifier.startswith(_STATUS) for classifier in metadata.classifiers)
    configured = [each for each in settings.classifiers if not (own_status and each.startswith(_STATUS))]
    wanted = {*configured, *metadata.classifiers, *(["Typing :: Typed"] if typed else [])}
    if licensed:
        # PEP 639: an expression and licence classifiers exclude each other.
        wanted = {each for each in wanted if not each.startswith("License ::")}
    where = module.where(metadata.lines.get("classifiers"))
    raise_together(
        [
            SourceError(f"{each!r} is no classifier of the index", where=where, hint=hint)
            for each, hint in _unknown_classifiers(sorted(wanted))
        ]
    )
    return tuple(sorted(wanted))


def _unknown_classifiers(wanted: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    from trove_classifiers import classifiers

    for each in wanted:
        if each not in classifiers and not each.startswith("Private ::"):
            near = get_close_matches(each, classifiers, n=1)
            yield each, f"did you mean {near[0]!r}?" if near else None


def _urls(metadata: Metadata, module: Module, settings: Settings, name: NormalizedName) -> Mapping[str, str]:
    urls = {
        "Homepage": metadata.url,
        "Documentation": settings.docs_url,
        "Source": settings.source_repo_url,
    }
    if settings.gh_pages_base_url:
        urls["Documentation"] = f"{settings.gh_pages_base_url.rstrip('/')}/{name}/"
    urls.update(metadata.project_urls)
    given = {label: url for label, url in urls.items() if url}
    raise_together([error for label, url in given.items() for error in _wrong_url(label, url, metadata, module)])
    return MappingProxyType(dict(sorted(given.items())))


def _wrong_url(label: str, url: str, metadata: Metadata, module: Module) -> Iterator[PaaError]:
    where = module.where(_line_of(metadata, "project_urls" if label in metadata.project_urls else "url"))
    if len(label) > LABEL_LIMIT:
        yield SourceError(f"the label {label!r} is longer than {LABEL_LIMIT} characters", where=where)
    if not label or "," in label:
        # The field is `label, address`: the first comma ends the label (core metadata, Project-URL).
        yield SourceError(f"the label {label!r} of an address must be text without a comma", where=where)
    if not _is_web_address(url):
        yield SourceError(f"{url!r} is no web address", where=where, hint="it starts with https://")
    elif "@" in urlsplit(url).netloc:
        # The address stays out of the message: a log is no place for a password.
        hint = "everybody who installs the package can read it"
        yield SourceError(f"the address {label!r} must not hold a user or a password", where=where, hint=hint)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(map(str.isspace, url))
