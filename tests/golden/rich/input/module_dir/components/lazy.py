"""Lazily imported."""
from .plain import value

ANSWER = 41 + value
