"""Out of scope: whether what has none of the intents is told from what has one."""

from __future__ import annotations

import numpy as np

from autocrm.ai.outlier import chance_known, signal
from autocrm.evals.figures import Figure, auroc, share
from autocrm.evals.intents import places
from autocrm.evals.labelled import Texts
from autocrm.evals.options import Options

_KNOWN = 0.5  # below this a text is taken for none of the intents


def evaluate(options: Options) -> list[Figure]:
    """`auroc` of "known"; at `known` of a half: `in_scope_accuracy` (a text with an intent must
    be known and its intent right) and `oos_recall`.

    From texts outside (`oos_train.jsonl`, if it is there) only the half is learned; without
    them what is strange is learned by leaving some of the intents out in turn.
    """
    texts = Texts(options)
    head, _ = texts.fit(texts.train(options.shots), texts.strangers())
    inside, outside = texts.test(), texts.outside()
    raw, strange = inside.raw(head), outside.raw(head)
    signals = np.concatenate([signal(raw), signal(strange)])
    known = np.array([chance_known(float(value), head.knows) for value in signals])
    correct = raw.argmax(axis=1) == places(inside.labels, head.labels)
    n = len(inside.texts)
    return [
        auroc("auroc", signals.tolist(), [True] * n + [False] * len(outside.texts)),
        share("in_scope_accuracy", int((correct & (known[:n] >= _KNOWN)).sum()), n),
        share("oos_recall", int((known[n:] < _KNOWN).sum()), len(outside.texts)),
    ]
