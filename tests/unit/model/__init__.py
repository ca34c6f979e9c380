"""Tests of `paa.model`."""
