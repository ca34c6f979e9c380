"""Tests with real git, real builds and real installations."""
