"""Tests of `paa.config`."""
