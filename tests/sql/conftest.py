"""The seeded marts of the questions serve the laws too."""

from tests.queries.conftest import duck, operator, published, warehouse, warehouses

__all__ = ["duck", "operator", "published", "warehouse", "warehouses"]
