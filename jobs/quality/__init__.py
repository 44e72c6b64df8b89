"""Data quality: what a run of the checks counts, where it reads it, and how it is kept."""
