"""Make a source tree editable: its modules are found in the repository, not copied."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.resources import read_resource
from paa.core.package.assembly import render_init
from paa.core.source.references import component_prefixes
from paa.interfaces import INTERFACES
from paa.model.artifacts import ARTIFACTS
from paa.model.project import Project
from paa.model.tree import SourceTree
from paa.pipeline.repository import Repository

__all__ = ["editable_tree"]

_FINDER = "_editable"


def editable_tree(tree: SourceTree, project: Project, repository: Repository) -> SourceTree:
    """Replace the modules of a tree by a finder that imports them from the repository.

    Components that are imported later, and artifacts that are added later, are found without another installation;
    but artifacts of which some come from elsewhere than the project's folder are copied.
    """
    package = PurePosixPath(project.import_name)
    files: dict[PurePosixPath, bytes | Path] = {
        path: content for path, content in tree.files.items() if not path.is_relative_to(package)
    }
    init = render_init(project.module, tree.spec, first=f"from {project.import_name} import {_FINDER} as {_FINDER}")
    copied = _has_foreign_artifacts(project, repository)
    facts = {**_facts(project, repository), **({"artifacts": None} if copied else {})}
    if copied:
        kept = package / ARTIFACTS
        files |= {path: content for path, content in tree.files.items() if path.is_relative_to(kept)}
    files[package / "__init__.py"] = f"{init}{_FINDER}.refresh(globals())\n".encode()
    files[package / f"{_FINDER}.py"] = read_resource("editable.py").encode()
    files[package / f"{_FINDER}.json"] = json.dumps(facts, indent=1, sort_keys=True).encode()
    if tree.spec.typed:
        files[package / "py.typed"] = b""
    return replace(tree, files=MappingProxyType(dict(sorted(files.items()))))


def _has_foreign_artifacts(project: Project, repository: Repository) -> bool:
    folder = repository.root / repository.settings.artifacts_dir / project.import_name
    return bool(project.links) or not all(file.source.is_relative_to(folder) for file in project.artifacts)


def _facts(project: Project, repository: Repository) -> Mapping[str, object]:
    root, settings, layout = repository.root, repository.settings, repository.layout
    name = project.import_name
    sources = {
        f"{name}.{name}": project.module,
        **{
            f"{name}.{INTERFACES[interface].place.removesuffix('.py')}": module
            for interface, module in project.interfaces.items()
        },
    }
    return {
        "package": name,
        "files": {fullname: str(root / module.path) for fullname, module in sources.items()},
        "modules": str(root / layout.module_dir),
        "components": str(root / layout.dependencies_dir),
        "artifacts": str(root / settings.artifacts_dir / name) if settings.add_artifacts else None,
        "home": list(layout.module_dir.parts),
        "folder": list(layout.dependencies_dir.parts),
        "prefixes": [list(prefix) for prefix in component_prefixes(layout)],
    }
