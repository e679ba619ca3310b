"""Fits the head of `autocrm.ai.injection_head`: `python -m autocrm.evals.fit_injection --data DIR`.

On own sentences and on what the folder calls train, and on nothing else: attacks by family,
and the mails that carry them. Two ridge logistic regressions, each sharpened until its
probabilities of sentences left out (five parts, a family whole in one) are the likeliest. Writes
the weights into the package and prints their hash, which stands in injection_head.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from hashlib import sha256
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.injection_head import ORDER, TASK, WIDTH, InjectionHead, features, windows_of
from autocrm.evals.injection_examples import MAILS, ORDERS, TASKS
from autocrm.evals.injection_sets import Text, read_sets

MAIL = 2  # the class of everything harmless, beside ORDER and TASK
_RIDGE, _STEPS, _PARTS = 0.3, 300, 5
_THRESHOLD = 0.35  # an order that is missed costs more than a look by a person
_ONE_IN = 20  # a mail has ten sentences; half of the mails with an order: far above any desk's
Matrix = NDArray[np.float32]


def main() -> None:
    """Read, fit, write, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    sets = read_sets(parser.parse_args().data)
    data = fit([a for a in sets.attacks if a.learned], [c for c in sets.carriers if c.learned])
    content = data.to_bytes()
    place = resources.files("autocrm.ai").joinpath("weights", "injection.npz")
    Path(str(place)).write_bytes(content)
    print(f'{len(content)} bytes\nWEIGHTS_SHA256 = "{sha256(content).hexdigest()}"')


def fit(attacks: Sequence[Text], carriers: Sequence[Text]) -> InjectionHead:
    """A head from own sentences, these attacks and the sentences of these mails."""
    rows = _own()
    if attacks:
        alone = InjectionHead(_fitted(_matrix([t for t, _, _ in rows]), _classes(rows)), _THRESHOLD)
        kinds = {f: _kind(alone, f, attacks) for f in dict.fromkeys(a.family for a in attacks)}
        rows += [(a.text, kinds[a.family], a.family) for a in attacks]
    rows += [(w, MAIL, c.text) for c in carriers for w in windows_of(c.text)]
    x, y = _matrix([t for t, _, _ in rows]), _classes(rows)
    weights = _fitted(x, y)
    groups = [group for _, _, group in rows]
    head = InjectionHead(_sharpened(weights, x, y, groups), _THRESHOLD)
    return InjectionHead.from_bytes(head.to_bytes())  # in half precision, as it is shipped


def _own() -> list[tuple[str, int, str]]:
    told = ((ORDERS, ORDER), (TASKS, TASK), (MAILS, MAIL))
    return [(text, kind, text) for texts, kind in told for text in texts]


def _kind(alone: InjectionHead, family: str, attacks: Sequence[Text]) -> int:
    """Whether a family gives orders or tasks, as own sentences have it."""
    mean = alone.chances([a.text for a in attacks if a.family == family]).mean(axis=0)
    return int(mean.argmax())


def _classes(rows: Sequence[tuple[str, int, str]]) -> NDArray[np.intp]:
    return np.array([kind for _, kind, _ in rows], dtype=np.intp)


def _matrix(texts: Sequence[str]) -> Matrix:
    out = np.zeros((len(texts), WIDTH + 1), dtype=np.float32)
    for row, text in zip(out, texts, strict=True):
        places, values = features(text)
        row[places] = values
    return out


def _fitted(x: Matrix, y: NDArray[np.intp]) -> Matrix:
    """`(WIDTH + 1, 2)`, in the span of the rows: fitted on their products, which are few."""
    products = x @ x.T
    step = 1.0 / (0.25 * float(np.linalg.norm(products, 2)) + _RIDGE)
    columns = []
    for kind in (ORDER, TASK):
        # An accelerated descent in the weights, written in multiples of the rows.
        target = (y == kind).astype(np.float32)
        now = ahead = np.zeros(len(y), dtype=np.float32)
        for n in range(_STEPS):
            chance = 1 / (1 + np.exp(-(products @ ahead)))
            new = ahead - step * (chance - target + _RIDGE * ahead)
            ahead, now = new + n / (n + 3) * (new - now), new
        columns.append(x.T @ now)
    return np.stack(columns, axis=1)


def _sharpened(weights: Matrix, x: Matrix, y: NDArray[np.intp], groups: Sequence[str]) -> Matrix:
    """Slope and offset by column from rows left out, taken into the weights."""
    order = {group: n % _PARTS for n, group in enumerate(dict.fromkeys(groups))}
    part = np.array([order[group] for group in groups])
    out = np.zeros((len(y), 2))
    for n in range(_PARTS):
        out[part == n] = x[part == n] @ _fitted(x[part != n], y[part != n])
    result = weights.copy()
    for kind in (ORDER, TASK):
        slope, offset = _line(out[:, kind], y == kind)
        result[:, kind] *= slope
        result[WIDTH, kind] += offset
    return result


def _line(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Logistic regression on one score by Newton's method, as if one in `_ONE_IN` were true."""
    weight = np.where(truth, 1 / truth.sum(), (_ONE_IN - 1) / (~truth).sum()) / _ONE_IN
    x = np.c_[scores, np.ones(len(scores))]
    b = np.array([1.0, 0.0])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-x @ b))
        slope = x.T @ (weight * (chance - truth))
        curve = (x * (weight * chance * (1 - chance))[:, None]).T @ x + 1e-6 * np.eye(2)
        b = b - np.linalg.solve(curve, slope)
    return float(b[0]), float(b[1])


if __name__ == "__main__":
    main()
