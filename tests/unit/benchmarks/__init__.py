"""Of what is measured, what can be wrong."""
