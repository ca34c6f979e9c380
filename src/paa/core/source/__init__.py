"""What the files of a repository say: modules, imports, components; none of their code is run."""
