"""Help others."""

__package_metadata__ = {"name": "tool.helper", "description": "Help others.", "version": "2.0"}


def help_me() -> str:
    """Help."""
    return "help"
