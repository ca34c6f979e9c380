"""The stages, each a function from the value on its left to the value on its right."""
