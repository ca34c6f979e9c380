"""Tests of paa."""
