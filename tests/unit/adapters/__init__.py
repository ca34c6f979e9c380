"""Tests of `paa.adapters`."""
