"""Segments: rules over catalogued attributes of customers, the library of them, and those that people make."""
