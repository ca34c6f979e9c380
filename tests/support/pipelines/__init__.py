"""Execute generated pipelines for real: YAML, expressions, jobs, rights and bash, and nothing that is not implemented.

What a service does with a file is done here on this machine: jobs run in their order, each in folders of its own, with
the environment that a runner gives, on a checkout from a git server that knows which token may do what. A key, an
expression, an action or a task that the runner does not know raises `Unsupported`, so that a pipeline that passes has
really been executed. A secret in a log, an artifact, an output or a working tree raises `Leaked`; a job that asks for
what it was not given raises `Refused`, where the services would hand out nothing.
"""

from tests.support.pipelines.failures import Invalid, Leaked, PipelineError, Refused, Unsupported

__all__ = ["Invalid", "Leaked", "PipelineError", "Refused", "Unsupported"]
