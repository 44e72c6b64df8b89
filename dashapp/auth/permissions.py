"""Every permission, RESOURCE_ACTION, with a sentence. Nothing is allowed that is not named here."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do, and the sentence that says so to people."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Permission:
        """A member is its value; the sentence stands beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    OVERVIEW_VIEW = "overview.view", "Open the executive overview."
    SALES_VIEW = "sales.view", "Open sales performance and the orders behind it."
    SEGMENTS_VIEW = "segments.view", "Open segments and RFM and the customers behind them."
    CUSTOMER_VIEW = "customer.view", "Open one customer: what they bought, said and were told; who they are stays masked."
    PAYMENTS_VIEW = "payments.view", "See which payments of customers were declined or disputed."
    ACQUISITION_VIEW = "acquisition.view", "Open customers and acquisition: whom the shop wins, through what, and at what cost."
    COHORTS_VIEW = "cohorts.view", "Open cohorts and retention, and the customers of a cohort."
    SATISFACTION_VIEW = "satisfaction.view", "Open satisfaction and reviews: scores, answers, marks, and what customers wrote."
    FOLLOW_UPS_MANAGE = "follow_ups.manage", "Give out follow-ups of detractors, set their day, and say how they ended."
    SEGMENTS_MANAGE = (
        "segments.manage",
        "Make, keep and share segments, and hand out those of their customers who consented.",
    )
    CLV_VIEW = "clv.view", "Open lifetime value: what customers were and are expected to be worth, and what it cost to win them."
    CHURN_VIEW = "churn.view", "Open churn and win-back, and the customers at risk behind them."
    WINBACK_MANAGE = "winback.manage", "Start and stop win-back actions."
    SQL_VIEW = "sql.view", "See the SQL behind a card, with its bound values."
    CATALOGUE_VIEW = "catalogue.view", "Open the catalogue: what metrics, queries and tables mean, and where they come from."
    SQL_RUN = "sql.run", "Run queries of the library with parameters of one's own, and a SELECT over published tables in the workbench."
    METRICS_CERTIFY = "metrics.certify", "Certify a metric as it is defined, set its target, and withdraw either."
    DATA_EXPORT = "data.export", "Download cards and pages as PNG, CSV or XLSX."
    CUSTOMER_IDENTITY_VIEW = "customer_identity.view", "See names, e-mail addresses and telephone numbers of customers unmasked, on screen."
    USERS_MANAGE = "users.manage", "Add and shut out users, change their roles and reach, and see the desk as they do."
    PERSONAL_DATA_HANDLE = (
        "personal_data.handle",
        "Search what is held about a person, hand it out, erase it, and run the retention schedules.",
    )
    AUDIT_VIEW = "audit.view", "Read and search the audit trail, and take an evidence pack."
    PERIODS_LOCK = "periods.lock", "Lock a month, propose to unlock one or to change the table of costs."
    CHANGES_APPROVE = "changes.approve", "Approve or refuse a change that somebody else proposed."
    IDENTITY_EXPORT = (
        "identity.export",
        "Take what they see of customers' identity out of the house: in downloads, mails and answers of the API.",
    )
    COST_VIEW = "cost.view", "See what goods, stock, fulfilment and premises cost."
    MARGIN_VIEW = "margin.view", "See contribution margins and profit after costs."
    EXPORTS_APPROVE = "exports.approve", "Approve or refuse large downloads that others asked for; never their own."
    API_USE = "api.use", "Make tokens of one's own and ask the API with them."
    SERVICE_ACCOUNTS_MANAGE = "service_accounts.manage", "Add accounts of programs, make their tokens, and revoke anybody's."
    QUALITY_VIEW = "quality.view", "See how good the data is: checks, scores, profiles, and the rows that a check finds."
    QUALITY_MANAGE = (
        "quality.manage",
        "Run checks, give out incidents, waive failures, add or end rules and limits of freshness, and say which accounts are one person.",
    )
    SYSTEM_VIEW = "system.view", "See how the desk itself does: its jobs, builds, backups, sizes and limits."
