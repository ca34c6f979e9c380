"""Look after the pipelines of a repository, and be their steps."""
