"""Why a pipeline file is not executed, or why what it did is not accepted."""

__all__ = ["Invalid", "Leaked", "PipelineError", "Refused", "Unsupported"]


class PipelineError(Exception):
    """Something that no step of a pipeline may be the cause of: a test that meets it fails."""


class Unsupported(PipelineError):
    """The runner does not implement what the file says, and so cannot vouch for it."""


class Invalid(PipelineError):
    """The service would refuse the file."""


class Refused(PipelineError):
    """A job asks for what it was not given, where the service would hand out nothing and let it go on."""


class Leaked(PipelineError):
    """A secret got into a log, an artifact, an output or a working tree."""
