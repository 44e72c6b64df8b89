"""Numbers, money and days as people write them, for a locale. The only module that turns a value into display text."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dashapp.table import Column

MISSING = "–"
MINUS = "−"
_THIN = "\u202f"
_GERMAN_MONTHS = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GERMAN_WEEKDAYS = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")


@dataclass(frozen=True)
class Locale:
    """How one language and country writes. `groups`: digits in the last group, then in those before it."""

    group: str = ","
    point: str = "."
    groups: tuple[int, int] = (3, 3)
    currency_after: bool = False
    steps: tuple[tuple[int, str], ...] = ((10**9, "bn"), (10**6, "M"), (10**3, "k"))
    months: tuple[str, ...] = _ENGLISH_MONTHS
    weekdays: tuple[str, ...] = _ENGLISH_WEEKDAYS
    date: str = "{day} {month}"
    year: str = "{date} {year}"


_LAKHS = ((10**7, f"{_THIN}Cr"), (10**5, f"{_THIN}L"), (10**3, "k"))
LOCALES = {
    "en-GB": Locale(),
    "en-US": Locale(steps=((10**9, "B"), (10**6, "M"), (10**3, "K")), date="{month} {day}", year="{date}, {year}"),
    "en-IN": Locale(groups=(3, 2), steps=_LAKHS),
    "de-DE": Locale(
        group=".",
        point=",",
        currency_after=True,
        steps=((10**9, f"{_THIN}Mrd."), (10**6, f"{_THIN}Mio."), (10**3, f"{_THIN}Tsd.")),
        months=_GERMAN_MONTHS,
        weekdays=_GERMAN_WEEKDAYS,
        date="{day}. {month}",
    ),
}
SYMBOLS = {
    "GBP": "£", "EUR": "€", "USD": "$", "INR": "₹", "JPY": "¥", "CNY": "CN¥", "KRW": "₩", "AUD": "A$", "CAD": "CA$", "NZD": "NZ$",
    "BRL": "R$", "MXN": "MX$", "TRY": "₺", "PLN": "zł", "ILS": "₪", "PHP": "₱", "VND": "₫", "UAH": "₴", "NGN": "₦", "ZAR": "R",
}  # fmt: skip
_NO_MINOR_UNIT = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
_COHORTS = {"week": re.compile(r"\d{4}-\d\d-\d\d"), "month": re.compile(r"\d{4}-\d\d"), "quarter": re.compile(r"\d{4}-Q[1-4]")}
_SHORT_MONEY_FROM = 10_000
_SHORT_COUNT_FROM = 1_000_000


def locale_of(name: str) -> Locale:
    """The locale of that name; en-GB for one we do not know."""
    return LOCALES.get(name, LOCALES["en-GB"])


def missing(value: object) -> bool:
    """Whether a value is None or not a number."""
    return value is None or value != value


def money(value: float | None, currency: str, locale: str = "en-GB", short_from: int = _SHORT_MONEY_FROM) -> str:
    """Money for cards and charts: '£373.42', '£1,234', '£12.4k', '₹1.24 Cr', '$3.4M'."""
    if value is None or missing(value):
        return MISSING
    style, size = _money_locale(currency, locale), abs(value)
    number = _shortened(size, style) if size >= short_from else _grouped(size, _minor(currency) if size < 1000 else 0, style)
    return _signed(value, number, _with_currency(number, currency, style))


def axis_money(value: float, currency: str, locale: str = "en-GB") -> str:
    """Money on an axis: thousands shortened, no digits that the tick does not need."""
    style = _money_locale(currency, locale)
    number = _shortened(abs(value), style)
    return _signed(value, number, _with_currency(number, currency, style))


def exact_money(value: float | None, currency: str, locale: str = "en-GB") -> str:
    """Money to the minor unit: '£1,234,567.80', '₹1,23,45,678.90', '1.234,50 €'."""
    if value is None or missing(value):
        return MISSING
    style = _money_locale(currency, locale)
    number = _grouped(abs(value), _minor(currency), style)
    return _signed(value, number, _with_currency(number, currency, style))


def integer(value: float | None, locale: str = "en-GB") -> str:
    """A whole number, grouped: '12,345', '12,34,567' for en-IN."""
    return decimal(value, locale, 0)


def short_integer(value: float | None, locale: str = "en-GB", short_from: int = _SHORT_COUNT_FROM) -> str:
    """A whole number for cards: exact below a million, then '1.23M'."""
    if value is None or missing(value) or abs(value) < short_from:
        return integer(value, locale)
    number = _shortened(abs(value), locale_of(locale))
    return _signed(value, number, number)


def decimal(value: float | None, locale: str = "en-GB", digits: int = 2) -> str:
    """A number with a fixed count of decimals, grouped."""
    if value is None or missing(value):
        return MISSING
    number = _grouped(abs(value), digits, locale_of(locale))
    return _signed(value, number, number)


def ratio(value: float | None, locale: str = "en-GB", digits: int = 1) -> str:
    """A fraction as percent with one decimal: '8.2 %'."""
    return MISSING if value is None or missing(value) else f"{decimal(100 * value, locale, digits)}{_THIN}%"


def change(value: float | None, locale: str = "en-GB") -> str:
    """Growth as percent with its sign: '+8.2 %', '−3.0 %', '0.0 %'; from tenfold on without decimals: '+1,141 %'."""
    text = ratio(value, locale, 0 if value is not None and abs(value) >= 10 else 1)
    return f"+{text}" if value is not None and value > 0 and any(digit in text for digit in "123456789") else text


def day(value: str | datetime.date, locale: str = "en-GB", year: bool = True, weekday: bool = False) -> str:
    """A day: '30 Sep 2026', 'Sep 30, 2026'; with its weekday 'Tue 7 Dec'."""
    date, style = _date(value), locale_of(locale)
    text = style.date.format(day=date.day, month=style.months[date.month - 1])
    text = style.year.format(date=text, year=date.year) if year else text
    return f"{style.weekdays[date.weekday()]} {text}" if weekday else text


def month(value: str | datetime.date, locale: str = "en-GB") -> str:
    """A month: 'Sep 2026'."""
    date = _date(value)
    return f"{locale_of(locale).months[date.month - 1]} {date.year}"


def quarter(value: str | datetime.date) -> str:
    """A quarter: 'Q3 2026'."""
    date = _date(value)
    return f"Q{(date.month + 2) // 3} {date.year}"


def step(value: str | datetime.date, grain: str, locale: str = "en-GB") -> str:
    """A step of a calendar as a sentence names it: 'Tue 7 Dec 2026', 'week of 6 Dec 2026', 'Dec 2026', 'Q4 2026'."""
    if grain == "week":
        return f"week of {day(value, locale)}"
    if grain in ("month", "fiscal_month"):
        return month(value, locale)
    if grain == "quarter":
        return quarter(value)
    return str(_date(value).year) if grain == "year" else day(value, locale, weekday=True)


def cohort_step(name: str) -> str:
    """The calendar step that a cohort is named after, 2026-03-02, 2026-03 or 2026-Q1; nothing for another name."""
    return next((step for step, written in _COHORTS.items() if written.fullmatch(name)), "")


def cohort(name: str, locale: str = "en-GB") -> str:
    """A cohort as people say it: '2 Mar 2026', 'Mar 2026', 'Q1 2026'; another name as it is."""
    step = cohort_step(name)
    if step == "quarter":
        return f"{name[-2:]} {name[:4]}"
    return day(name, locale) if step == "week" else month(f"{name}-01", locale) if step == "month" else name


def shown(value: object, kind: str, currency: str = "", locale: str = "en-GB", exact: bool = False) -> str:
    """A value of a column type (`dashapp.table.TYPES`) as text; `exact` never shortens."""
    if missing(value):
        return MISSING
    if isinstance(value, bool) or kind == "boolean":
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return _number(float(value), kind, currency, locale, exact)
    text = str(value)
    return day(text[:10], locale) + text[10:16].replace("T", " ") if kind in ("date", "timestamp") else text


def cell(value: object, column: Column, currency: str, locale: str = "en-GB") -> str:
    """A value of a column in full, for tables and tooltips."""
    return shown(value, column.type, currency, locale, exact=column.type != "ratio")


def short(value: object, column: Column, currency: str, locale: str = "en-GB") -> str:
    """A value of a column where room is scarce."""
    return shown(value, column.type, currency, locale)


def symbol(currency: str) -> str:
    """The sign of a common currency, else its code."""
    return SYMBOLS.get(currency, currency)


def _number(value: float, kind: str, currency: str, locale: str, exact: bool) -> str:
    if kind == "money":
        return exact_money(value, currency, locale) if exact else money(value, currency, locale)
    if kind == "ratio":
        return ratio(value, locale, 2 if exact else 1)
    if kind == "decimal":
        return decimal(value, locale, 4 if exact else 2)
    return integer(value, locale) if exact else short_integer(value, locale)


def _date(value: str | datetime.date) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value[:10])


def _minor(currency: str) -> int:
    return 0 if currency in _NO_MINOR_UNIT else 2


def _money_locale(currency: str, locale: str) -> Locale:
    """Rupees are counted in lakhs and crores by readers of English, wherever they sit."""
    return LOCALES["en-IN"] if currency == "INR" and locale.startswith("en") else locale_of(locale)


def _rounded(size: float, digits: int) -> Decimal:
    return Decimal(repr(float(size))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _grouped(size: float, digits: int, style: Locale) -> str:
    whole, _, fraction = f"{_rounded(size, digits):f}".partition(".")
    last, before = style.groups
    parts, rest = [whole[-last:]], whole[:-last]
    while rest:
        parts.insert(0, rest[-before:])
        rest = rest[:-before]
    return style.group.join(parts) + (style.point + fraction if fraction else "")


def _shortened(size: float, style: Locale) -> str:
    """Three significant digits in the largest step that leaves at least one before the point; 999,950 is 1M, not 1000k."""
    for position, (step_size, word) in enumerate(style.steps):
        if size >= step_size:
            number = _three_digits(size / step_size)
            larger = style.steps[position - 1] if position else None
            if larger and number * step_size >= larger[0]:
                return _plain(_three_digits(size / larger[0]), style) + larger[1]
            return _plain(number, style) + word
    return _plain(_three_digits(size), style)


def _three_digits(size: float) -> Decimal:
    digits = 2 if size < 9.995 else 1 if size < 99.95 else 0
    return _rounded(size, digits)


def _plain(number: Decimal, style: Locale) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    whole, _, fraction = text.partition(".")
    return _grouped(float(whole), 0, style) + (style.point + fraction if fraction else "")


def _with_currency(number: str, currency: str, style: Locale) -> str:
    sign = symbol(currency)
    if style.currency_after:
        return f"{number}\u00a0{sign}"
    return f"{sign}{number}" if not sign[-1:].isalpha() or sign == "R" else f"{sign}\u00a0{number}"


def _signed(value: float, number: str, text: str) -> str:
    return f"{MINUS}{text}" if value < 0 and any(digit in number for digit in "123456789") else text
