"""The runners of pipelines, and what they execute."""
