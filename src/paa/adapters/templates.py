"""Templates, ours and those that a user may edit, filled in."""

from functools import cache
from typing import TYPE_CHECKING, TypedDict

from paa.adapters.resources import read_resource
from paa.errors import SourceError

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render", "render_pipeline", "render_text"]


def render(name: str, **values: object) -> str:
    """Fill a template in.

    Args:
        name: The file without `.j2`.
        values: Every name that it uses; its delimiters are `[[ ]]` and `[% %]`.

    Raises:
        jinja2.UndefinedError: A name is missing, which is a mistake of the caller.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, **_SYNTAX)  # noqa: S701 - no HTML comes out
    return environment.from_string(read_resource("scaffolds", f"{name}.j2")).render(values)


def render_pipeline(platform: str, name: str, **values: object) -> str:
    """Fill in a template of a pipeline; it may import others of its platform.

    Args:
        platform: The folder of `resources/ci`.
        name: The file without `.j2`.
        values: Every name that it uses.

    Raises:
        jinja2.UndefinedError: A name is missing, which is a mistake of the caller.
    """
    return _pipelines(platform).get_template(f"{name}.j2").render(values)


@cache
def _pipelines(platform: str) -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    loader = FunctionLoader(lambda template: read_resource("ci", platform, template))
    return Environment(undefined=StrictUndefined, loader=loader, **_SYNTAX)  # noqa: S701 - no HTML comes out


def render_text(source: str, *, where: str, **values: object) -> str:
    """Fill in a template that a user may have written; it can compute, and reach nothing but the values.

    Args:
        source: The template.
        where: Its place, for messages.
        values: What it may use.

    Raises:
        SourceError: It is no template, uses what is not there, or tries to reach further.
    """
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, **_SYNTAX)
    try:
        return environment.from_string(source).render(values)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        hint = "mend the template, or delete it to use the one of paa"
        message = f"the template cannot be filled in: {error.message}"
        raise SourceError(message, where=f"{where}:{line}" if line else where, hint=hint) from None


class _Syntax(TypedDict):
    variable_start_string: str
    variable_end_string: str
    block_start_string: str
    block_end_string: str
    comment_start_string: str
    comment_end_string: str
    trim_blocks: bool
    lstrip_blocks: bool
    keep_trailing_newline: bool


# GitHub owns `${{ }}` and Azure `$( )`.
_SYNTAX: _Syntax = {
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "block_start_string": "[%",
    "block_end_string": "%]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
