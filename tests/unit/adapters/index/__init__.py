"""Tests of `paa.adapters.index`."""
