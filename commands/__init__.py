"""Commands by subject; manage.py registers their groups."""
