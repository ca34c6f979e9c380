"""What `.paa.config` decides: one field per key, with its default and its meaning, written here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, NewType

from packaging.version import Version

from paa import __version__
from paa.model.choices import (
    ApiPolicy,
    GateAction,
    GatedCommand,
    IndexKind,
    InterfaceRequirements,
    LazyImports,
    Record,
    RequirementVersions,
    Versioning,
)

__all__ = [
    "CONFIG",
    "IndexName",
    "IndexProfile",
    "LoadedSettings",
    "PythonVersion",
    "Settings",
    "Url",
]

CONFIG = ".paa.config"
"""The file at the root of a packaging repository; what it says is a `Settings`."""

PythonVersion = NewType("PythonVersion", Version)
"""A release of Python 3: `3.10`, `3.12.1`."""

IndexName = NewType("IndexName", str)
"""The name of an index: lower-case letters, digits, `-` and `_`; it becomes part of the name of a variable."""

Url = NewType("Url", str)
"""An http(s) address that carries no user and no password."""


def _about(
    meaning: str, *, section: str | None = None, also: str | None = None, default: str | None = None
) -> Mapping[str, object]:
    """Describe a key.

    Args:
        meaning: One line for the manual and for the comments of a full `.paa.config`.
        section: The heading above this key and those that follow.
        also: Another accepted spelling.
        default: The default in words, where it depends on something else.
    """
    return MappingProxyType({"meaning": meaning, "section": section, "also": also, "default": default})


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexProfile:
    """An index as the configuration describes it; which fields belong to which kind is checked when it is read."""

    kind: IndexKind
    path: Path | None = field(
        default=None,
        metadata=_about("Folder of a directory index; relative to the repository's root, or anywhere else"),
    )
    url: Url | None = field(
        default=None,
        metadata=_about("Address of the simple index; for pypi and testpypi, of another one of their kind"),
    )
    upload_url: Url | None = field(default=None, metadata=_about("Address that takes uploads; it goes with `url`"))
    server: Url | None = field(
        default=None, metadata=_about("Address of another server of Azure's kind, in front of the organization")
    )
    organization: str | None = field(default=None, metadata=_about("Organization of an Azure Artifacts feed"))
    project: str | None = field(default=None, metadata=_about("Project of the feed, if it is not the organization's"))
    feed: str | None = field(default=None, metadata=_about("Name of the feed; `feed@View` is a view of it"))
    metadata_version: Version | None = field(default=None, metadata=_about("Newest metadata version that it takes"))
    patience: int | None = field(
        default=None,
        metadata=_about("Seconds to go on asking a server that has no time, or does not show yet what it was given"),
    )


_ALWAYS_THERE = MappingProxyType(
    {
        IndexName("local"): IndexProfile(kind=IndexKind.DIRECTORY, path=Path(".paa/index")),
        IndexName("pypi"): IndexProfile(kind=IndexKind.PYPI),
        IndexName("testpypi"): IndexProfile(kind=IndexKind.TESTPYPI),
    }
)
_BELOW_MODULES = PurePosixPath("<module_dir>/components")
_ALLOWED_LICENSES = ("mit", "apache-2.0", "lgpl-3.0", "bsd-3-clause", "bsd-2-clause", "mpl-2.0")


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every key of `.paa.config`; directories are relative to the repository's root."""

    module_dir: PurePosixPath = field(
        default=PurePosixPath("python_modules"),
        metadata=_about(
            "Module files, `<import_name>.py`: each becomes a package of its own", section="Where things are"
        ),
    )
    dependencies_dir: PurePosixPath = field(
        default=_BELOW_MODULES,
        metadata=_about(
            "Components: modules and folders of modules that the packages share", default=str(_BELOW_MODULES)
        ),
    )
    cli_dir: PurePosixPath = field(default=PurePosixPath("cli"), metadata=_about("Command lines, `<import_name>.py`"))
    api_routes_dir: PurePosixPath = field(
        default=PurePosixPath("api_routes"), metadata=_about("FastAPI routes, `<import_name>.py`")
    )
    streamlit_dir: PurePosixPath = field(
        default=PurePosixPath("streamlit"), metadata=_about("Streamlit apps, `<import_name>.py`")
    )
    mcp_dir: PurePosixPath = field(default=PurePosixPath("mcp"), metadata=_about("MCP servers, `<import_name>.py`"))
    docs_dir: PurePosixPath = field(
        default=PurePosixPath("extra_docs"),
        metadata=_about("Documentation, `<import_name>/**`: Markdown, notebooks, images", also="extra_docs_dir"),
    )
    example_notebooks_path: PurePosixPath = field(
        default=PurePosixPath("example_notebooks"), metadata=_about("Example notebooks, `<import_name>.ipynb`")
    )
    artifacts_dir: PurePosixPath = field(
        default=PurePosixPath("artifacts"),
        metadata=_about("Data files that are shipped, `<import_name>/**`; `*.link` holds an address"),
    )
    tests_dir: PurePosixPath = field(default=PurePosixPath("tests"), metadata=_about("Tests, `<import_name>/**`"))
    licenses_dir: PurePosixPath = field(
        default=PurePosixPath("licenses"),
        metadata=_about("Licence files of single packages, `<import_name>/LICENSE` and `NOTICE`"),
    )
    drawio_dir: PurePosixPath = field(
        default=PurePosixPath("drawio"), metadata=_about("Diagrams, `<import_name>.drawio`")
    )
    paa_dir: PurePosixPath = field(default=PurePosixPath(".paa"), metadata=_about("What was released, and with what"))
    docs_file_paths: Mapping[PurePosixPath, PurePosixPath] = field(
        default_factory=_nothing,
        metadata=_about("More documentation: file or folder → place, `<import_name>/…` for one package"),
    )
    artifacts_filepaths: Mapping[PurePosixPath, PurePosixPath] = field(
        default_factory=_nothing,
        metadata=_about("More data files: file or folder → place, `<import_name>/…` for one package"),
    )
    default_version: Version = field(
        default=Version("0.0.0"),
        metadata=_about(
            "The version below the first release, which is its next patch", section="What packages say of themselves"
        ),
    )
    python_version: PythonVersion = field(
        default=PythonVersion(Version("3.10")),
        metadata=_about("The oldest Python that packages support unless they say otherwise"),
    )
    classifiers: tuple[str, ...] = field(
        default=("Development Status :: 3 - Alpha",),
        metadata=_about("Classifiers of every package; its own Development Status replaces the one here"),
    )
    license_path: PurePosixPath | None = field(default=None, metadata=_about("The licence file of every package"))
    notice_path: PurePosixPath | None = field(default=None, metadata=_about("The NOTICE file of every package"))
    license_label: str | None = field(
        default=None, metadata=_about("The SPDX expression of the licence of every package")
    )
    license_badge: str | None = field(default=None, metadata=_about("The licence's badge, in Markdown"))
    docs_url: Url | None = field(default=None, metadata=_about("Where the documentation is"))
    source_repo_url: Url | None = field(default=None, metadata=_about("Where the source is"))
    source_repo_name: str | None = field(default=None, metadata=_about("What that place is called"))
    gh_pages_base_url: Url | None = field(
        default=None, metadata=_about("Where the documentation sites are; each package has a folder there")
    )
    docker_username: str | None = field(default=None, metadata=_about("Whose container images the badges link to"))
    kernel_name: str = field(default="python", metadata=_about("The kernel that runs example notebooks"))
    add_artifacts: bool = field(default=True, metadata=_about("Ship the data files of `artifacts_dir`"))
    add_mkdocs_site: bool = field(default=False, metadata=_about("Build the documentation site and ship it"))
    requirement_versions: RequirementVersions = field(
        default=RequirementVersions.NONE,
        metadata=_about("The version that an inferred requirement asks for", section="How requirements are inferred"),
    )
    lazy_imports: LazyImports = field(
        default=LazyImports.REQUIRED, metadata=_about("What an import is that stands only in functions")
    )
    interface_requirements: InterfaceRequirements = field(
        default=InterfaceRequirements.EXTRAS, metadata=_about("Where the requirements of FastAPI, Streamlit and MCP go")
    )
    check_vulnerabilities: bool = field(
        default=True, metadata=_about("Look for known vulnerabilities", section="What is checked")
    )
    check_dependencies_licenses: bool = field(default=False, metadata=_about("Check the licences of the requirements"))
    allowed_licenses: tuple[str, ...] = field(
        default=_ALLOWED_LICENSES, metadata=_about("Licences that requirements may have; `-` stands for an unknown one")
    )
    make_package_check_dependencies_compatibility: bool = field(
        default=True, metadata=_about("make-package: look for conflicts among the declared requirements")
    )
    test_install_check_dependencies_compatibility: bool = field(
        default=True, metadata=_about("test-install: look for conflicts among the declared requirements")
    )
    make_package_check_full_dependencies_compatibility: bool = field(
        default=True, metadata=_about("make-package: ask a resolver, too")
    )
    test_install_check_full_dependencies_compatibility: bool = field(
        default=False, metadata=_about("test-install: ask a resolver, too")
    )
    pylint_threshold: float | None = field(
        default=None, metadata=_about("The score below which pylint's verdict is a failure, from 0 to 10")
    )
    api_policy: ApiPolicy = field(
        default=ApiPolicy.WARN, metadata=_about("What a break of a module's public interface leads to")
    )
    gates: Mapping[GatedCommand, Mapping[str, GateAction]] = field(
        default_factory=_nothing,
        metadata=_about(
            "Per command, `make-package` and `release`: gate → off, warn or fail", default="each command's own gates"
        ),
    )
    use_commit_messages: bool = field(
        default=True,
        metadata=_about("Take the bump and the notes from the commit messages", section="How releases are made"),
    )
    versioning: Versioning = field(default=Versioning.SEMVER, metadata=_about("What a version number means"))
    indexes: Mapping[IndexName, IndexProfile] = field(
        default_factory=_nothing,
        metadata=_about("Indexes, name → kind and address; `local`, `pypi` and `testpypi` always exist"),
    )
    publish_to: IndexName = field(default=IndexName("local"), metadata=_about("The index that a release goes to"))
    stage_to: IndexName | None = field(default=None, metadata=_about("The index on which a release is tried first"))
    record: Record = field(default=Record.PUSH, metadata=_about("How a release gets back into the repository"))
    release_limit: int = field(
        default=20, metadata=_about("More projects than this in one release need a confirmation")
    )
    new_projects_per_day: int = field(
        default=4, metadata=_about("How many projects may be released for the first time in a day")
    )
    engine: str = field(
        default=f"paa=={__version__}",
        metadata=_about(
            "The requirement by which a pipeline installs paa", default="paa=={version}, the one that generated it"
        ),
    )
    environment: str = field(
        default="pypi", metadata=_about("The GitHub environment of a release; `pypi-{name}` is one per project")
    )

    def __post_init__(self) -> None:
        """Settle what depends on another key, so that everybody reads a plain value."""
        if self.dependencies_dir == _BELOW_MODULES:
            object.__setattr__(self, "dependencies_dir", self.module_dir / _BELOW_MODULES.name)
        object.__setattr__(self, "indexes", MappingProxyType({**_ALWAYS_THERE, **self.indexes}))


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and where each of them comes from.

    Attributes:
        origins: Key → `default`, `.paa.config:12` or `environment PAA_MODULE_DIR`.
    """

    settings: Settings
    origins: Mapping[str, str]
