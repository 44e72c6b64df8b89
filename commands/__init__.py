"""Groups of commands, one module a noun; manage.py puts them together."""
