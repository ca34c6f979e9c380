"""Tests of `paa.core.audit`."""
