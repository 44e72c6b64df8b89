"""Churn: panels of a shop, its model, and what is done to win customers back."""

# Models and lists read every customer, however many rows a page may show.
EVERYBODY = 50_000_000
