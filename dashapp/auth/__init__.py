"""Who someone is, what the role may do, which rows it reaches, and the record of it."""
