"""Tests of `paa.interfaces`."""
