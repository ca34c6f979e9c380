"""From imports to requirements."""
