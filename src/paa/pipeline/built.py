"""The document of a plan, and the archives that jobs built of it: their hashes are noted, and compared before use."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from packaging.utils import canonicalize_name

from paa.adapters.files import digest, read_text, write_atomically
from paa.core.release.plan_document import plan_document, read_plan
from paa.errors import BuildError, PaaError, UsageError, raise_together
from paa.model.distribution import Distribution, DistributionKind
from paa.model.plan import PlannedRelease, ReleasePlan
from paa.pipeline.repository import Repository
from paa.pipeline.steps import Step

__all__ = [
    "MANIFEST",
    "PUBLISHED",
    "STAGED",
    "build_seconds",
    "find_built",
    "load_plan",
    "read_published",
    "read_staged",
    "select",
    "write_manifest",
    "write_plan",
    "write_published",
    "write_staged",
]

MANIFEST = "paa-distributions.json"
"""The plan and the hashes of what was built, beside the archives; what differs from them is not published."""

STAGED = "paa-staged.json"
"""Which of them were staged and work, beside them; where there is a stage, nothing else is published."""

PUBLISHED = "paa-published.json"
"""Which of them the index was given, beside them: nobody waits for the others."""

_HINT = "make the archives: paa make-package --plan"


def load_plan(path: Path) -> ReleasePlan:
    """Read the document of a plan.

    Raises:
        SourceError: The file cannot be read.
        UsageError: It is no plan.
    """
    return read_plan(read_text(path), where=str(path))


def write_plan(repository: Repository, plan: ReleasePlan, path: Path, *, limit: str | None) -> None:
    """Write the document of a plan, for the steps that carry it out.

    Args:
        repository: The repository.
        plan: What is written.
        path: The file.
        limit: The most projects that are meant; what the configuration says where it is None.

    Raises:
        UsageError: There are more, or the limit is no number.
        BuildError: The file cannot be written.
    """
    most = repository.settings.release_limit
    if limit is not None:
        if not limit.isdecimal():
            raise UsageError(f"--limit: {limit!r} is no whole number", hint="write it as in 100")
        most = int(limit)
    if len(plan.releases) > most:
        hint = "look at it; if it is meant, say --limit NUMBER (`release_limit` in .paa.config sets the limit)"
        raise UsageError(f"the plan releases {len(plan.releases)} projects, more than the limit of {most}", hint=hint)
    write_atomically(path, (json.dumps(plan_document(plan), indent=1, ensure_ascii=False) + "\n").encode())


def select(plan: ReleasePlan, names: Collection[str]) -> ReleasePlan:
    """Reduce a plan to some of its projects, in their order.

    Raises:
        UsageError: It does not name one of them.
    """
    wanted = {canonicalize_name(name) for name in names}
    if missing := sorted(wanted - {release.name for release in plan.releases}):
        known = ", ".join(release.name for release in plan.releases) or "nothing"
        raise UsageError(f"the plan releases no {', '.join(missing)}", hint=f"it releases {known}")
    return replace(plan, releases=tuple(each for each in plan.releases if each.name in wanted))


def write_manifest(folder: Path, plan: ReleasePlan, made: Sequence[Distribution], seconds: Mapping[str, float]) -> None:
    """Note what was built of a plan, beside the archives.

    Args:
        folder: Where the archives are.
        plan: The whole plan, also where a part of it was built.
        made: What was built.
        seconds: How long each step took.

    Raises:
        BuildError: The file cannot be written.
    """
    took = {
        release.import_name: seconds.get(f"{Step.BUILD} {release.name} {release.version}") for release in plan.releases
    }
    document = {
        **_identity(plan),
        "files": {each.path.name: each.sha256 for each in made},
        "seconds": {name: round(each, 1) for name, each in took.items() if each is not None},
    }
    _note(folder / MANIFEST, document)


def write_staged(folder: Path, plan: ReleasePlan, staged: Sequence[Distribution]) -> None:
    """Note which archives of a plan were staged and work.

    Raises:
        BuildError: The file cannot be written.
    """
    files = {each.path.name: each.sha256 for each in staged}
    _note(folder / STAGED, {**_identity(plan), "index": plan.stage_to, "files": files})


def read_staged(folder: Path, plan: ReleasePlan) -> Mapping[str, str]:
    """Read which archives of a plan were staged and work: name → hash; none where nothing was staged.

    Args:
        folder: Where the note is, or where a folder of each attempt has one, called `staged…`.
        plan: The plan.

    Raises:
        BuildError: A note is damaged, or is of another plan.
    """
    notes = [_manifest(place / STAGED, plan)["files"] for place in _noted(folder, STAGED, "staged")]
    return {name: noted for files in notes for name, noted in files.items()}


def write_published(folder: Path, plan: ReleasePlan, given: Sequence[Distribution]) -> None:
    """Note which archives of a plan the index has, beside those that it was noted to have before.

    Raises:
        BuildError: The file cannot be written.
    """
    before = _published(folder / PUBLISHED, plan) or {}
    files = {**before, **{each.path.name: each.sha256 for each in given}}
    _note(folder / PUBLISHED, {**_identity(plan), "index": plan.index, "files": files})


def read_published(folder: Path, plan: ReleasePlan) -> Mapping[str, str] | None:
    """Read which archives of a plan its index was given: name → hash; None where nobody noted that.

    Args:
        folder: Where the note is, or where a folder of each job or attempt has one, called `published…`.
        plan: The plan; what is noted of another one, or of another index, tells nothing of it.
    """
    places = _noted(folder, PUBLISHED, "published")
    notes = [note for place in places if (note := _published(place / PUBLISHED, plan)) is not None]
    return {name: noted for files in notes for name, noted in files.items()} if notes else None


def _published(path: Path, plan: ReleasePlan) -> Mapping[str, str] | None:
    try:
        document = _manifest(path, plan)
    except PaaError:
        return None
    return document["files"] if str(document.get("index")) == plan.index else None


def _noted(folder: Path, name: str, whose: str) -> list[Path]:
    """Find the notes of one kind of job: what a job that built something says of later ones is not heard."""
    return [place for place in _places(folder, name) if place == folder or place.name.startswith(whose)]


def _note(path: Path, document: Mapping[str, object]) -> None:
    write_atomically(path, (json.dumps(document, indent=1, sort_keys=True) + "\n").encode())


def find_built(plan: ReleasePlan, folder: Path) -> tuple[Distribution, ...]:
    """Find the archives of a plan, and compare them with the hashes that were noted when they were built.

    Args:
        plan: The plan.
        folder: Where they are: all together, or in one folder per job that built a part.

    Raises:
        BuildError: Archives are missing or are not what was built, or were built for another plan; all of it at once.
    """
    hashes = _hashes(plan, folder)
    found: list[Distribution] = []
    errors: list[PaaError] = []
    for release in plan.releases:
        for kind, name in _filenames(release):
            path, noted = hashes.get(name, (folder / name, None))
            if noted is None or not path.is_file() or noted != digest(path):
                problem = "is not what was built" if path.is_file() else "is missing"
                hint = "make it anew: paa make-package --plan"
                errors.append(BuildError(f"the archive {problem}", where=str(path), hint=hint))
                continue
            found.append(
                Distribution(
                    import_name=release.import_name,
                    name=release.name,
                    version=release.version,
                    kind=kind,
                    path=path,
                    size=path.stat().st_size,
                    sha256=noted,
                )
            )
    raise_together(errors)
    return tuple(found)


def build_seconds(plan: ReleasePlan, folder: Path) -> Mapping[str, float]:
    """Tell how long each project took to build, as far as that was noted.

    Raises:
        BuildError: Nothing was built there for a plan, or for another one.
    """
    noted = [document.get("seconds") for _, document in _manifests(plan, folder)]
    return {
        str(name): float(each)
        for entries in noted
        if isinstance(entries, dict)
        for name, each in entries.items()
        if isinstance(each, (int, float))
    }


def _filenames(release: PlannedRelease) -> Iterator[tuple[DistributionKind, str]]:
    stem = f"{release.name.replace('-', '_')}-{release.version}"
    yield DistributionKind.WHEEL, f"{stem}-py3-none-any.whl"
    yield DistributionKind.SDIST, f"{stem}.tar.gz"


def _identity(plan: ReleasePlan) -> Mapping[str, object]:
    """Tell one plan from another that may name the same versions."""
    return {"commit": plan.commit, "digests": {release.import_name: release.digest for release in plan.releases}}


def _hashes(plan: ReleasePlan, folder: Path) -> Mapping[str, tuple[Path, str]]:
    """Join what the jobs noted: name of an archive → where it is, and its hash."""
    joined: dict[str, tuple[Path, str]] = {}
    errors: list[PaaError] = []
    for place, document in _manifests(plan, folder):
        for name, noted in document["files"].items():
            path, known = joined.setdefault(str(name), (place / str(name), str(noted)))
            if known != noted:
                message = f"two jobs built {name}, and not the same bytes"
                errors.append(BuildError(message, where=f"{path.parent} and {place}", hint=_HINT))
    raise_together(errors)
    return joined


def _manifests(plan: ReleasePlan, folder: Path) -> list[tuple[Path, Mapping[str, Mapping[str, str]]]]:
    """Read the lists of what was built, of the folder and of those right below it.

    Raises:
        BuildError: There is none.
    """
    places = _places(folder, MANIFEST)
    if not places:
        raise BuildError("nothing was built here for a plan", where=str(folder), hint=_HINT)
    return [(place, _manifest(place / MANIFEST, plan)) for place in places]


def _places(folder: Path, name: str) -> list[Path]:
    """Find a file in a folder, and in those right below it."""
    below = sorted(each for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []
    return [place for place in (folder, *below) if (place / name).is_file()]


def _manifest(path: Path, plan: ReleasePlan) -> Mapping[str, Mapping[str, str]]:
    try:
        document = json.loads(read_text(path))
    except ValueError:
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("files"), dict):
        raise BuildError("the list of what was built is damaged", where=str(path), hint=_HINT)
    if any(document.get(key) != value for key, value in _identity(plan).items()):
        raise BuildError("the archives here were made from another plan", where=str(path), hint=_HINT)
    return document
