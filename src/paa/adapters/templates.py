"""Templates: the texts below `resources/scaffolds`, filled in."""

from importlib.resources import files

__all__ = ["render"]


def render(name: str, **values: object) -> str:
    """Fill a template in.

    Args:
        name: The file without `.j2`.
        values: Every name that it uses; its delimiters are `[[ ]]` and `[% %]`.

    Raises:
        jinja2.UndefinedError: A name is missing, which is a mistake of the caller.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701 - what comes out is YAML and Markdown, which HTML's escapes would spoil
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    source = files("paa").joinpath("resources", "scaffolds", f"{name}.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(values)
