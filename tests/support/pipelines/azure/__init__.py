"""Execute Azure pipelines on this machine."""
