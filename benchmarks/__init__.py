"""Measurements against the tools that do a part of the same work, taken side by side in one run."""
