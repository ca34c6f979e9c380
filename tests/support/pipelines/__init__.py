"""Execute generated pipelines for real: YAML, expressions, jobs, rights and bash, and nothing that is not implemented.

What a service does with a file is done here on this machine: jobs run in their order, each in folders of its own, with
the environment that a runner gives, on a checkout from a git server that knows which token may do what. A key, an
expression, an action or a task that the runner does not know raises `Unsupported`, so that a pipeline that passes has
really been executed. A secret in a log, an artifact, an output or a working tree raises `Leaked`; a job that asks for
what it was not given raises `Refused`, where the services would hand out nothing.

    with github(remote, tmp_path / "github", settings) as service:
        (run,) = service.happen(pushed(remote, before))
    assert run.conclusion == "success", run.log

    with azure(remote, tmp_path / "azure", settings) as service:
        run = service.run(Start(parameters={"feed": "second"}))
    assert run.conclusion == "Succeeded", run.log

Where the services leave the order open, jobs run from the last to the first, so that a need that is missing shows.
What is not imitated: jobs that run at the same time, caches, services, containers, approvals, the waiting of a
concurrency group (a test decides in which order things happen), and other systems than Linux, whose jobs are passed
over when a test says so.
"""

from tests.support.pipelines.failures import Invalid, Leaked, PipelineError, Refused, Unsupported

__all__ = ["Invalid", "Leaked", "PipelineError", "Refused", "Unsupported"]
