"""Let the gates look at what was built for a plan, before anything of it leaves the repository."""

from collections.abc import Sequence

from paa.core.release.gate_policy import Switches
from paa.model.choices import GatedCommand
from paa.model.distribution import Distribution
from paa.model.plan import ReleasePlan
from paa.pipeline.events import Reporter
from paa.pipeline.examine import pass_gates
from paa.pipeline.gate_request import GateRequest
from paa.pipeline.gates import Built, Subject
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["guard_plan"]


def guard_plan(
    repository: Repository,
    plan: ReleasePlan,
    distributions: Sequence[Distribution],
    reporter: Reporter,
    switches: Switches | None = None,
) -> None:
    """Pass the projects of a plan through the gates of a release, with the archives that would be published.

    Args:
        repository: Its work tree shows the commit of the plan.
        plan: What would be released.
        distributions: What was built of it.
        reporter: Hears what leads to no failure.
        switches: What the command line says of gates.

    Raises:
        ConfigError: The configuration names a gate that there is not.
        SourceError: A source is wrong.
        GateError: A gate found something, or could not answer; all of it at once.
    """
    reader = Reader(repository)
    specifier = Specifier(reader, planned=plan.versions, metadata_version=plan.metadata_version)
    projects = [reader.project(release.import_name) for release in plan.releases]
    built = {
        release.import_name: Built.of(
            specifier.specify(project),
            [each for each in distributions if each.import_name == release.import_name],
            release.epoch,
        )
        for release, project in zip(plan.releases, projects, strict=True)
    }
    subject = Subject(reader=reader, projects=projects, built=built, specifier=specifier)
    pass_gates(subject, GateRequest(command=GatedCommand.RELEASE, switches=switches or Switches()), reporter)
