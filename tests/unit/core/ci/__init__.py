"""What a CI is told, and what it runs."""
