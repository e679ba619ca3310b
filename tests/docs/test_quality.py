"""docs/quality.md belongs to the code, prompts and weights that are here."""

from __future__ import annotations

from pathlib import Path

from autocrm.evals.figures import Figure
from autocrm.evals.quality import RUNS, fingerprint, page, stale

ROOT = Path(__file__).parents[2]


def test_the_page_is_not_stale() -> None:
    text = (ROOT / "docs" / "quality.md").read_text("utf-8")
    assert not stale(text, ROOT), (
        "Code, prompts or weights have changed since docs/quality.md was made: "
        "run `autocrm eval quality --data DIR`."
    )


def test_a_changed_prompt_makes_it_stale(tmp_path: Path) -> None:
    prompt = tmp_path / "autocrm" / "prompts" / "draft.md"
    prompt.parent.mkdir(parents=True)
    prompt.write_text("Answer.")
    text = page([], fingerprint(tmp_path))
    assert not stale(text, tmp_path)
    prompt.write_text("Answer!")
    assert stale(text, tmp_path)


def test_what_misses_its_aim_is_said() -> None:
    run = RUNS[0]
    low, high = (Figure("accuracy", value, 100, 0.9, 1.0) for value in (0.5, 0.99))
    text = page([(run, [low]), (run, [high])], "x")
    assert text.count("**missed**") == 1
    assert text.count("| reached |") == 1
