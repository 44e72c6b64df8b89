"""The scorer: what was found against the answer key. It reads frames and knows no detector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas

TIERS = {"original": 0, "format": 0, "typed": 1, "moved": 2}
TIER_NAMES = ("format", "typed", "moved")


@dataclass(frozen=True)
class PairScore:
    """Pairs that are in the key and found, found, and in the key; all pairs within a cluster count."""

    both: int
    found: int
    true: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.both / (self.found + self.true) if self.found + self.true else 0.0


def key_pairs(key: pandas.DataFrame) -> pandas.DataFrame:
    """left, right (the smaller id first) and tier (0 to 2, the harder of both records) of the pairs of each cluster of the key.

    key: customer_id, cluster_id, tier.
    """
    level = key.assign(level=key["tier"].map(TIERS))
    both = level.merge(level, on="cluster_id", suffixes=("", "_other"))
    both = both[both["customer_id"] < both["customer_id_other"]]
    tier = both[["level", "level_other"]].max(axis=1)
    return pandas.DataFrame({"left": both["customer_id"], "right": both["customer_id_other"], "tier": tier}).reset_index(drop=True)


def pair_score(found: pandas.Series, pairs: pandas.DataFrame) -> PairScore:
    """The score of found clusters: a Series of cluster by customer_id; pairs as key_pairs gives them."""
    sizes = found.value_counts().to_numpy()
    return PairScore(int(together(found, pairs).sum()), int((sizes * (sizes - 1) // 2).sum()), len(pairs))


def together(found: pandas.Series, pairs: pandas.DataFrame) -> numpy.ndarray:
    """(pairs,) whether both records of each pair are in one found cluster."""
    return found.reindex(pairs["left"]).to_numpy() == found.reindex(pairs["right"]).to_numpy()


def b_cubed(found: pandas.Series, key: pandas.DataFrame) -> tuple[float, float, float]:
    """Precision, recall and F1 of A. Bagga and B. Baldwin (1998): the mean over records of how much of its cluster is right.

    Over the records that are in a cluster of several of the key or of what was found; all others would be right by themselves.
    """
    true = found.index.to_series().where(~found.index.isin(key["customer_id"]), found.index.map(key.set_index("customer_id")["cluster_id"]))
    frame = pandas.DataFrame({"found": found.to_numpy(), "true": true.to_numpy()})
    own, real = (frame.groupby(name)[name].transform("size") for name in ("found", "true"))
    joint = frame.groupby(["found", "true"])["true"].transform("size")
    several = (own > 1) | (real > 1)
    precision, recall = float((joint / own)[several].mean()), float((joint / real)[several].mean())
    return precision, recall, 2 * precision * recall / (precision + recall)


def is_same(pairs: pandas.DataFrame, key: pandas.DataFrame) -> numpy.ndarray:
    """(pairs,) the key's answer to each pair of left_id and right_id: whether they are of one person."""
    cluster = key.set_index("customer_id")["cluster_id"]
    left, right = (cluster.reindex(pairs[name]).to_numpy(dtype=object) for name in ("left_id", "right_id"))
    return numpy.array([one is not None and one == other for one, other in zip(left, right, strict=True)], bool)


@dataclass(frozen=True)
class ContactScore:
    """Contacts that the key calls wrong, those of them that were flagged; fine ones, those refused, and those flagged in any way."""

    wrong: int
    caught: int
    fine: int
    refused: int
    flagged: int


def contact_scores(verdicts: pandas.DataFrame, key: pandas.DataFrame) -> dict[tuple[str, str], ContactScore]:
    """The score of each channel and class of the key.

    verdicts: customer_id, channel, verdict (valid, doubtful or invalid). key: customer_id, channel, contact_class, is_invalid. A wrong
    contact is caught when it is doubtful or invalid; a fine one is refused only when it is invalid. KeyError for a contact of the key
    that has no verdict.
    """
    joint = key.merge(verdicts, on=["customer_id", "channel"], how="left", validate="one_to_one")
    if joint["verdict"].isna().any():
        raise KeyError(f"no verdict for {joint.loc[joint['verdict'].isna(), 'customer_id'].iloc[0]}")
    found = {}
    for (channel, name), rows in joint.groupby(["channel", "contact_class"]):
        wrong, flagged = rows["is_invalid"] == 1, rows["verdict"] != "valid"
        refused = rows["verdict"] == "invalid"
        counts = (wrong, wrong & flagged, ~wrong, ~wrong & refused, ~wrong & flagged)
        found[str(channel), str(name)] = ContactScore(*(int(mask.sum()) for mask in counts))
    return found
