"""Duplicate customers: searching them, what people answer, and the merges that somebody approves. Nothing merges by itself."""
