"""The engine of a Python packaging repository."""

__all__ = ["__version__"]

__version__ = "0.1.0"
