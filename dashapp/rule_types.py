"""The types of rules that people add without SQL: what the database takes, the statements know and the command offers."""

RULE_TYPES = ("not_null", "unique", "range", "one_of", "length", "reference")
