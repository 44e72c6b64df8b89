"""Models fitted to any log of purchases in a file, apart from the shop: what `manage.py fit` does."""
