"""Tests of `paa.resources`."""
