"""The eight roles. What a role may do is code, reviewed; who holds a role is a row in the accounts database."""

from __future__ import annotations

from dataclasses import dataclass

from dashapp.auth.permissions import Permission
from dashapp.errors import UserError, near

_ANALYSIS = {Permission.SQL_VIEW, Permission.DATA_EXPORT, Permission.API_USE, Permission.CATALOGUE_VIEW}
_BOOKS = {Permission.COST_VIEW, Permission.MARGIN_VIEW}
_CUSTOMERS = {Permission.ACQUISITION_VIEW, Permission.COHORTS_VIEW, Permission.CLV_VIEW}
_WINBACK = {Permission.CHURN_VIEW, Permission.WINBACK_MANAGE}
_QUALITY = {Permission.QUALITY_VIEW, Permission.QUALITY_MANAGE}


@dataclass(frozen=True)
class Role:
    """A name (stored), a title and a sentence (shown), and a set of permissions."""

    name: str
    title: str
    description: str
    permissions: frozenset[Permission]


def _role(name: str, title: str, description: str, permissions: set[Permission]) -> Role:
    return Role(name, title, description, frozenset(permissions))


_P = Permission
_ALL = (
    _role(
        "admin",
        "Admin",
        "Runs the desk: users, imports, settings. Sees every page; decides no payout or fraud case.",
        {
            _P.OVERVIEW_VIEW,
            _P.SALES_VIEW,
            _P.CUSTOMER_VIEW,
            _P.SATISFACTION_VIEW,
            _P.PAYMENTS_VIEW,
            _P.SEGMENTS_VIEW,
            *_CUSTOMERS,
            _P.CHURN_VIEW,
            *_ANALYSIS,
            *_BOOKS,
            _P.USERS_MANAGE,
            _P.SERVICE_ACCOUNTS_MANAGE,
            _P.PERSONAL_DATA_HANDLE,
            _P.AUDIT_VIEW,
            _P.CHANGES_APPROVE,
            _P.EXPORTS_APPROVE,
            _P.SQL_RUN,
            *_QUALITY,
            _P.SYSTEM_VIEW,
        },
    ),
    _role(
        "executive",
        "Executive",
        "Reads results across the business.",
        {
            _P.OVERVIEW_VIEW,
            _P.SALES_VIEW,
            _P.CUSTOMER_VIEW,
            _P.SATISFACTION_VIEW,
            _P.PAYMENTS_VIEW,
            _P.SEGMENTS_VIEW,
            *_CUSTOMERS,
            _P.CHURN_VIEW,
            *_ANALYSIS,
            *_BOOKS,
            _P.QUALITY_VIEW,
        },
    ),
    _role(
        "analyst",
        "Analyst",
        "Explores every business question.",
        {
            _P.OVERVIEW_VIEW,
            _P.SALES_VIEW,
            _P.CUSTOMER_VIEW,
            _P.SATISFACTION_VIEW,
            _P.FOLLOW_UPS_MANAGE,
            _P.PAYMENTS_VIEW,
            _P.SEGMENTS_VIEW,
            *_CUSTOMERS,
            *_WINBACK,
            *_ANALYSIS,
            *_BOOKS,
            _P.SEGMENTS_MANAGE,
            _P.SQL_RUN,
            _P.METRICS_CERTIFY,
            *_QUALITY,
            _P.SYSTEM_VIEW,
        },
    ),
    _role(
        "marketing",
        "Marketing",
        "Plans campaigns and works with segments; sees margins, not costs.",
        {
            _P.OVERVIEW_VIEW,
            _P.SALES_VIEW,
            _P.CUSTOMER_VIEW,
            _P.SATISFACTION_VIEW,
            _P.SEGMENTS_VIEW,
            *_CUSTOMERS,
            *_WINBACK,
            _P.SEGMENTS_MANAGE,
            *_ANALYSIS,
            _P.MARGIN_VIEW,
            _P.QUALITY_VIEW,
        },
    ),
    _role(
        "operations",
        "Operations",
        "Runs stock, shipping and returns.",
        {_P.OVERVIEW_VIEW, _P.SALES_VIEW, _P.CUSTOMER_VIEW, _P.SATISFACTION_VIEW, *_ANALYSIS, *_BOOKS, _P.QUALITY_VIEW},
    ),
    _role(
        "finance",
        "Finance",
        "Owns the books.",
        {
            _P.OVERVIEW_VIEW,
            _P.SALES_VIEW,
            _P.CUSTOMER_VIEW,
            _P.PAYMENTS_VIEW,
            *_CUSTOMERS,
            *_ANALYSIS,
            *_BOOKS,
            _P.AUDIT_VIEW,
            _P.PERIODS_LOCK,
            _P.CHANGES_APPROVE,
            _P.EXPORTS_APPROVE,
            _P.METRICS_CERTIFY,
            _P.QUALITY_VIEW,
        },
    ),
    _role(
        "fraud_analyst",
        "Fraud analyst",
        "Reviews suspicious orders; knows who is behind them and hands evidence to banks and the police.",
        {*_ANALYSIS, _P.PAYMENTS_VIEW, _P.CUSTOMER_IDENTITY_VIEW, _P.IDENTITY_EXPORT},
    ),
    _role(
        "support",
        "Support",
        "Helps customers; sees who they are, exports nothing.",
        {
            _P.OVERVIEW_VIEW,
            _P.SALES_VIEW,
            _P.CUSTOMER_VIEW,
            _P.SATISFACTION_VIEW,
            _P.FOLLOW_UPS_MANAGE,
            _P.PAYMENTS_VIEW,
            _P.SEGMENTS_VIEW,
            _P.ACQUISITION_VIEW,
            _P.CHURN_VIEW,
            _P.CATALOGUE_VIEW,
            _P.CUSTOMER_IDENTITY_VIEW,
            _P.QUALITY_VIEW,
        },
    ),
)
ROLES: dict[str, Role] = {role.name: role for role in _ALL}


def role(name: str) -> Role:
    """The role of that name; UserError naming the near match otherwise."""
    if name not in ROLES:
        raise UserError(f"There is no role {name!r}.{near(name, ROLES)}")
    return ROLES[name]
