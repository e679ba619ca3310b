"""The head learns from few examples, in three languages, and is the same every time."""

import numpy as np
import pytest

from autocrm.ai.calibrate import expected_calibration_error, fit_sharpness, softmax
from autocrm.ai.head import Head
from autocrm.ai.train import Example, train_head
from autocrm.errors import Invalid

TEXTS = {
    "shipping": [
        ("How long does delivery take?", "en"),
        ("Where is my parcel?", "en"),
        ("What does shipping to Austria cost?", "en"),
        ("Wann kommt mein Paket an?", "de"),
        ("Was kostet der Versand?", "de"),
        ("Où est mon colis ?", "fr"),
        ("Quels sont les frais de livraison ?", "fr"),
    ],
    "billing": [
        ("I was charged twice on my card.", "en"),
        ("Please send me the invoice.", "en"),
        ("The payment was declined.", "en"),
        ("Die Rechnung fehlt.", "de"),
        ("Meine Karte wurde doppelt belastet.", "de"),
        ("Je n'ai pas reçu la facture.", "fr"),
        ("Le paiement a été refusé.", "fr"),
    ],
}
EXAMPLES = [Example(t, lang, label) for label, rows in TEXTS.items() for t, lang in rows]
LABELS = list(TEXTS)
NO_VECTORS: list[None] = [None] * len(EXAMPLES)


def test_unseen_words_of_three_languages_are_sorted() -> None:
    head, report = train_head(EXAMPLES, NO_VECTORS, LABELS)
    for text, label in [
        ("parcels to Germany", "shipping"),
        ("Lieferung nach Wien", "shipping"),
        ("l'expédition du colis", "shipping"),
        ("die Rechnungen sind falsch", "billing"),
        ("ma carte bancaire", "billing"),
    ]:
        scores = head.scores(text, None)
        assert max(scores, key=lambda k: scores[k]) == label
        assert sum(scores.values()) == pytest.approx(1.0, abs=1e-4)
    assert report.examples == {"all": 14, "de": 4, "en": 6, "fr": 4}


def test_training_is_deterministic_and_survives_storing() -> None:
    head, _ = train_head(EXAMPLES, NO_VECTORS, LABELS)
    again, _ = train_head(EXAMPLES, NO_VECTORS, LABELS)
    stored = Head.from_bytes(head.to_bytes())
    assert head.version == again.version == stored.version
    assert stored.scores("Where is it?", None) == head.scores("Where is it?", None)
    assert len(head.to_bytes()) < 1_000_000


def test_vectors_decide_where_words_say_nothing() -> None:
    rng = np.random.default_rng(7)
    centres = {label: rng.normal(size=384) for label in LABELS}

    def unit(label: str) -> list[float]:
        v = centres[label] + 0.3 * rng.normal(size=384)
        return [*(v / np.linalg.norm(v)).tolist(), *[0.0] * 1152]

    vectors = [unit(e.category) if e.language == "en" else None for e in EXAMPLES]
    head, _ = train_head(EXAMPLES, vectors, LABELS)
    assert head.scores("xyzzy", unit("billing"))["billing"] > 0.6
    assert head.frame.width == 384
    assert head.is_familiar("xyzzy", unit("billing"))
    assert not head.is_familiar("xyzzy", np.eye(1, 384, 3)[0].astype(np.float32))
    assert head.is_familiar("xyzzy", None)
    assert head.known("xyzzy", None) == 1.0


def test_bad_examples_are_refused() -> None:
    with pytest.raises(Invalid, match="unknown categories: billing"):
        train_head(EXAMPLES, NO_VECTORS, ["shipping"])
    with pytest.raises(Invalid, match="at least 2 examples for: legal"):
        train_head(EXAMPLES, NO_VECTORS, [*LABELS, "legal"])


@pytest.mark.parametrize("data", [b"", b"not a head", b"PK\x03\x04rubbish"])
def test_rubbish_is_no_head(data: bytes) -> None:
    with pytest.raises(Invalid):
        Head.from_bytes(data)


def test_calibration_makes_promises_come_true() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, size=600)
    scores = np.eye(3)[truth] + rng.normal(scale=0.8, size=(600, 3))
    sharp = fit_sharpness(scores, truth.tolist())
    chances = softmax(scores, sharp)
    correct = chances.argmax(axis=1) == truth
    assert expected_calibration_error(chances.max(axis=1), correct) < 0.06
    assert expected_calibration_error(softmax(scores, 50.0).max(axis=1), correct) > 0.15
