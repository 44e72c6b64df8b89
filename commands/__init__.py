"""Groups of commands that manage.py registers, one module a noun."""
