"""Many weekly series at once, judged as findings/interrupted judges one: the same model, without intervals and bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customerhero.findings.beliefs import ALL, Beliefs, Prepared, prepared
from customerhero.findings.interrupted import DOUBTED, Level
from customerhero.findings.stories import Story
from customerhero.findings.student import t_below

Numbers = NDArray[np.float64]
_AT_ONCE = 40
_UNLIKELY = 1e-6


@dataclass(frozen=True)
class Judged:
    """Of each series: the effect, the probability that the level rose, and how likely each story is."""

    effect: Numbers
    rose: Numbers
    spread: Numbers
    stories: dict[Story, Numbers]

    @property
    def claims(self) -> Numbers:
        """The sign of what is claimed: -1, 0 or 1."""
        return np.where(self.rose > 0.975, 1.0, np.where(self.rose < 0.025, -1.0, 0.0))

    def levels(self) -> list[Level]:
        """As levels whose intervals say no more than whether zero lies in them."""
        return [self._level(at) for at in range(len(self.effect))]

    def _level(self, at: int) -> Level:
        kinds: dict = {}
        for story, shares in self.stories.items():
            kinds[story.kind] = kinds.get(story.kind, 0.0) + float(shares[at])
        weeks = {one.kind: one.weeks for one in sorted(self.stories, key=lambda one: self.stories[one][at])}
        effect, beyond = float(self.effect[at]), self.claims[at] != 0
        low, high = (effect, effect) if beyond else (min(effect, 0.0) - 1, max(effect, 0.0) + 1)
        return Level(effect, low, high, float(self.rose[at]), float(self.spread[at]), (), kinds, weeks)


def judged(weeks: tuple[int, ...], series: Numbers, beliefs: Beliefs = ALL, doubted: int = DOUBTED) -> Judged:
    """Every row of `series`, each week resting on as many cases as the others."""
    model = prepared(weeks, (1.0,) * len(weeks), beliefs, doubted)
    parts = [_some(model, series[at : at + _AT_ONCE]) for at in range(0, len(series), _AT_ONCE)]
    effect, rose, spread = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("effect", "rose", "spread")
    )
    stories = {story: np.concatenate([part.stories[story] for part in parts]) for story in parts[0].stories}
    return Judged(effect, rose, spread, stories)


def _some(model: Prepared, series: Numbers) -> Judged:
    unit = series.std(axis=1)
    values = ((series - series.mean(axis=1)[:, None]) / unit[:, None]).T
    whole = ((model.whiten @ values) ** 2).sum(axis=1)
    centres, scales, weights, of = [], [], [], []
    for way in model.ways:
        toward = (way.toward @ values)[:, None]
        found = way.unsure @ toward
        squares = np.maximum(whole[:, None] - (found * toward).sum(axis=2), 1e-9)
        shape = (-1, values.shape[1])
        centres.append(found[:, :, -1].reshape(shape))
        scales.append(np.sqrt(squares / model.freedom * way.unsure[:, :, -1, -1][..., None]).reshape(shape))
        weights.append((way.weights[..., None] - model.freedom / 2 * np.log(squares)).reshape(shape))
        of += [way.columns.story] * len(centres[-1])
    told, wide, likely = (np.concatenate(each) for each in (centres, scales, weights))
    likely = np.exp(likely - likely.max(axis=0))
    likely = np.where(likely > _UNLIKELY * likely.sum(axis=0), likely, 0.0)
    likely /= likely.sum(axis=0)
    below = np.zeros_like(told)
    below[likely > 0] = t_below(-told[likely > 0] / wide[likely > 0], model.freedom)
    effect = (likely * told).sum(axis=0)
    variance = (likely * (told**2 + wide**2 * model.freedom / (model.freedom - 2))).sum(axis=0) - effect**2
    names = np.array([hash(story) for story in of])
    stories = {story: likely[names == hash(story)].sum(axis=0) for story in dict.fromkeys(of)}
    return Judged(unit * effect, 1 - (likely * below).sum(axis=0), unit * np.sqrt(variance), stories)
