"""Tests of `paa.core`."""
