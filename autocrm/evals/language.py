"""Language: `text` and `label` (an ISO 639-1 code), any `*.jsonl` of the folder."""

from __future__ import annotations

from autocrm.ai.language import likeliest_language
from autocrm.evals.figures import Figure, share
from autocrm.evals.options import Options
from autocrm.evals.rows import DataMissing, read


def evaluate(options: Options) -> list[Figure]:
    """`accuracy`, and `accuracy:<file>` of each file, among the languages of the folder."""
    files = {path.stem: read(path) for path in sorted(options.data.glob("*.jsonl"))}
    files = {
        name: [r for r in rows if "text" in r and "label" in r] for name, rows in files.items()
    }
    among = sorted({row["label"] for rows in files.values() for row in rows})
    if not among:
        raise DataMissing(f"No row in {options.data} has text and label: give --data DIR.")
    found = []
    for name, rows in files.items():
        if rows:
            options.progress(f"Reading {len(rows)} texts of {name}")
            hits = sum(likeliest_language(row["text"], among) == row["label"] for row in rows)
            found.append(share(f"accuracy:{name}", hits, len(rows)))
    total, hits = sum(f.n for f in found), sum(round(f.value * f.n) for f in found)
    return [share("accuracy", hits, total), *found]
