"""What a CI is told, and what it runs: log commands, matrices, summaries, the pipelines' files."""
