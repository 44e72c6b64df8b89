"""The sections of the quality report, by name. A new one is a function of a Shop that returns measures, and a line here."""

from __future__ import annotations

from bench.quality.churn import churn
from bench.quality.clv import clv
from bench.quality.contacts import contacts
from bench.quality.duplicates import duplicates
from bench.quality.measures import Section
from bench.quality.rules import rules

SECTIONS: dict[str, Section] = {"clv": clv, "contacts": contacts, "duplicates": duplicates, "rules": rules, "churn": churn}
