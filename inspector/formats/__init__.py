"""Reports, one module a format: each renders the report mapping and knows nothing else."""
