"""The leak audit: what no detector may learn from must say nothing about what is to be detected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import pandas
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from data_gen.audit_tasks import TASKS, Case, Task

BAND = (0.47, 0.53)
STRONGEST = 0.85
POSITIVES = 700
FOLDS = 5
ROWS = 150_000


@dataclass(frozen=True)
class Finding:
    """One figure of the audit, the range it must be in, and how many positives it rests on."""

    task: str
    measure: str
    value: float
    low: float
    high: float
    positives: int

    @property
    def passed(self) -> bool:
        """Whether the figure is in its range."""
        return self.low <= self.value <= self.high

    def __str__(self) -> str:
        state = "ok  " if self.passed else "LEAK"
        return (
            f"{state} {self.task:<11} {self.measure:<60} {self.value:.3f}  [{self.low:.2f}, {self.high:.2f}]  {self.positives:,} positives"
        )


def audit_leaks(worlds: Sequence[tuple[Path, Path]]) -> list[Finding]:
    """Audit one world or several of different seeds together; each is a folder of tables and one of truth, as Parquet."""
    return [finding for task in TASKS for finding in audit_task(task, [task.read(tables, truth) for tables, truth in worlds])]


def audit_task(task: Task, cases: Sequence[Case]) -> list[Finding]:
    """The findings of one task over the cases of all worlds: all technical columns together, then each feature alone."""
    case = Case.pooled(cases)
    positives = int(case.label.sum())
    if positives < POSITIVES:
        raise ValueError(f"{task.name} has {positives} positives, fewer than {POSITIVES}: audit several seeds together.")
    together = Finding(task.name, "all technical columns, out of fold", out_of_fold(case, case.technical), *BAND, positives)
    alone = strongest(pandas.concat([case.technical, case.allowed], axis=1), case.label)
    single = Finding(task.name, f"strongest single feature: {alone[0]}", alone[1], 0.5, STRONGEST, positives)
    return [together, single, *_at_best(task, case, positives)]


def _at_best(task: Task, case: Case, positives: int) -> list[Finding]:
    """What detectors can hope for; not judged."""
    found = []
    if len(case.allowed.columns):
        found.append(
            Finding(task.name, "at best: allowed features, true labels of other weeks", out_of_fold(case, case.allowed), 0, 1, positives)
        )
    if case.oracle is not None:
        found.append(
            Finding(
                task.name, "oracle: what is seen and the true population", float(roc_auc_score(case.label, case.oracle)), 0, 1, positives
            )
        )
    return found


def out_of_fold(case: Case, columns: pandas.DataFrame) -> float:
    """AUC of boosting on these columns of the case; every fold is whole weeks, so that a burst is never on both sides."""
    random = numpy.random.default_rng(0)
    kept = numpy.flatnonzero(case.label | (random.random(len(case.label)) < ROWS / len(case.label)))
    features, label, blocks = columns.to_numpy()[kept], case.label[kept], case.blocks[kept]
    names, number = numpy.unique(blocks, return_inverse=True)
    fold = random.permutation(numpy.arange(len(names)) % FOLDS)[number]
    score = numpy.empty(len(label))
    for held in range(FOLDS):
        # No early stopping: it would split at random within weeks.
        model = HistGradientBoostingClassifier(
            max_iter=60, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=100, early_stopping=False, random_state=0
        )
        model.fit(features[fold != held], label[fold != held])
        score[fold == held] = _ranks(model.predict_proba(features[fold == held])[:, 1])
    return float(roc_auc_score(label, score))


def strongest(features: pandas.DataFrame, label: numpy.ndarray) -> tuple[str, float]:
    """The feature that separates best by itself, in either direction, empty cells last, and its AUC."""
    found = {}
    for name in features:
        values = features[name].fillna(features[name].max() + 1).to_numpy(dtype=float)
        area = 0.5 if numpy.isnan(values).any() else float(roc_auc_score(label, values))
        found[name] = max(area, 1 - area)
    best = max(found, key=lambda name: found[name])
    return best, found[best]


def _ranks(score: numpy.ndarray) -> numpy.ndarray:
    """Scores of one fold made comparable with those of another: folds differ in their share of positives."""
    return pandas.Series(score).rank(pct=True).to_numpy()
