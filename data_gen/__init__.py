"""The synthetic shop: a world made by processes whose truth is known. Imports nothing of the application."""
