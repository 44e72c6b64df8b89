"""Two databases: accounts (who and what they did) and the warehouse (everything about the business)."""
