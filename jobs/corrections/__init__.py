"""Corrections: declared changes of the raw layer that keep what arrived, are approved by a second person, and can be taken back."""
