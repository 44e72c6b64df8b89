"""The marketing channels: how often they touch a visitor, what they truly do to an order, and how they sell themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

ORGANIC_SEARCH, DIRECT, EMAIL = "Organic search", "Direct", "E-mail"


@dataclass(frozen=True)
class Channel:
    """A channel as visitors meet it.

    touches: mean contacts of a journey. pull: how much the logarithm of that mean rises with a standard deviation of intent.
    effect: what having been touched truly adds to the log-odds of an order. lateness: 1 is any time of the journey, more is later.
    sessions: share of the shop's sessions. buying: conversion rate of these sessions against the average.
    landing: the page that its sessions begin on.
    """

    name: str
    touches: float
    pull: float
    effect: float
    lateness: float
    sessions: float
    buying: float
    landing: str


@dataclass(frozen=True)
class Advertising:
    """A paid channel as an advertiser books it: click rate, claimed units a click, cost of a click in EUR, share of the spend."""

    name: str
    click_rate: float
    unit_rate: float
    click_cost: float
    spend: float


CHANNELS = (
    Channel("Search ads", 0.75, 0.6, 0.0, 2.0, 0.15, 1.25, "Product"),
    Channel("Social ads", 0.9, -0.1, 0.55, 0.7, 0.13, 0.55, "Campaign"),
    Channel("Video ads", 0.5, 0.0, 0.35, 0.6, 0.04, 0.4, "Campaign"),
    Channel("Display ads", 0.8, 0.05, 0.2, 0.8, 0.07, 0.4, "Campaign"),
    Channel("Affiliates", 0.35, 0.2, 0.15, 1.3, 0.06, 1.1, "Product"),
    Channel(EMAIL, 0.6, 0.6, 0.05, 1.5, 0.1, 1.5, "Campaign"),
    Channel(ORGANIC_SEARCH, 0.6, 0.4, 0.0, 1.5, 0.25, 1.0, "Category"),
    Channel(DIRECT, 0.5, 0.5, 0.0, 2.5, 0.2, 1.3, "Home"),
)
NAMES = tuple(channel.name for channel in CHANNELS)
TESTED = NAMES[:6]
ADVERTISING = (
    Advertising("Search ads", 0.041, 0.155, 0.62, 0.38),
    Advertising("Social ads", 0.031, 0.12, 0.52, 0.27),
    Advertising("Video ads", 0.026, 0.105, 0.48, 0.12),
    Advertising("Display ads", 0.025, 0.1, 0.4, 0.13),
    Advertising("Affiliates", 0.036, 0.145, 0.55, 0.1),
)
DEVICES = ("Desktop", "Mobile", "Tablet")


def column(name: str) -> numpy.ndarray:
    """One number of every channel, in the order of NAMES."""
    return numpy.array([getattr(channel, name) for channel in CHANNELS])
