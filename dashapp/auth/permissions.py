"""Every permission, RESOURCE_ACTION, with a sentence. Nothing is allowed that is not named here."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do."""

    OVERVIEW_VIEW = "overview.view"
    "Open the executive overview."
    SALES_VIEW = "sales.view"
    "Open sales performance and the orders behind it."
    SEGMENTS_VIEW = "segments.view"
    "Open segments and RFM and the customers behind them."
    SQL_VIEW = "sql.view"
    "See the SQL behind a card, with its bound values."
    DATA_EXPORT = "data.export"
    "Download cards and pages as PNG, CSV or XLSX."
    CUSTOMER_IDENTITY_VIEW = "customer_identity.view"
    "See names, e-mail addresses and telephone numbers of customers unmasked."
    API_USE = "api.use"
    "Make tokens of one's own and ask the API with them."
    SERVICE_ACCOUNTS_MANAGE = "service_accounts.manage"
    "Add accounts of programs, make their tokens, and revoke anybody's."
