"""From what a project is to the metadata and the files of its distribution."""
