"""What changed, as which version, with which notes; and what is recorded of it."""
