"""Immutable values that flow through the pipeline."""
