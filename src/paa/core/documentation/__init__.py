"""What a documentation site shows."""
