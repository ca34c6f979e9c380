"""Read and validate `.paa.config`."""
