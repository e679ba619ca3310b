"""The AI's speed and size: embedding, mails by stage, a cold start, memory and disk.

What is asked of it (aims): embedding at most 1.15 times the bare session on the same texts,
100 short texts a second a core, the first triage within a second of the start, at most 350 MB
resident with onnxruntime and 250 MB with numpy, 250 MB on disk.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from autocrm import settings as settings_module
from autocrm.adapters.embedding.local import LocalEmbedder, Network
from autocrm.adapters.embedding.minilm import MiniLM
from autocrm.adapters.embedding.wordpiece import WordPiece
from autocrm.adapters.models import vocabulary_file, weights_file
from autocrm.bootstrap import open_app
from autocrm.cli.demo import seed_company
from autocrm.cli.desks import desk_config
from autocrm.cli.output import progress_line
from autocrm.stack import control
from autocrm.stack.ports import free_base
from bench import ai_disk, mails
from bench.ai_process import MAILS

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
SHORT = 120  # characters of a short text


def measure() -> None:
    """Everything, printed; the mails need a stack of their own."""
    asyncio.run(_embedding())
    _processes()
    print("\nOn disk")
    print(f"  local mode, with weights       {ai_disk.local_mb():7.0f} MB (aim: at most 250)")
    print(f"  a hosted model in addition     {ai_disk.hosted_mb():7.0f} MB")


async def _embedding() -> None:
    cache = settings_module.cache_dir()
    embedder = LocalEmbedder(cache)
    network = embedder.network()
    words = WordPiece(vocabulary_file(cache))
    print("Embedding: CPU time through the port, over that of the bare session, same texts")
    for name, texts in {
        "200 short texts": _sentences()[:200],
        "a mail's question": _sentences()[:1],
        "articles": _articles(),
    }.items():
        ids = [words.encode(text, 256) for text in texts]
        ratios = [await _against_session(cache, network, texts, ids) for _ in range(ROUNDS)]
        print(f"  {name:<30} {statistics.median(ratios):7.2f}")
    short = _sentences()[:200]
    print("\nShort texts a second of one core (aim: at least 100)")
    print(f"  onnxruntime                    {_rate(network, words, short):7.0f}")
    print(
        f"  numpy                          {_rate(MiniLM(weights_file(cache)), words, short):7.0f}"
    )


async def _against_session(
    cache: Path, network: Network, texts: Sequence[str], ids: Sequence[Sequence[int]]
) -> float:
    fresh = LocalEmbedder(cache)  # which remembers no vectors
    await fresh.embed(["Hello"])
    started = time.process_time()
    await fresh.embed(texts)
    ours = time.process_time() - started
    started = time.process_time()
    for text in ids:
        network.encode([text])
    return ours / (time.process_time() - started)


def _rate(network: Network, words: WordPiece, texts: Sequence[str]) -> float:
    """Texts a CPU second, one at a time, tokens included."""
    started = time.process_time()
    for text in texts:
        network.encode([words.encode(text, 256)])
    return len(texts) / (time.process_time() - started)


def _articles() -> list[str]:
    return [path.read_text("utf-8") for path in sorted((ROOT / "seeds" / "kb").glob("*.md"))]


def _sentences() -> list[str]:
    cut = (re.split(r"(?<=[.!?])\s+", text) for text in _articles())
    return [text for texts in cut for text in texts if 20 < len(text) < SHORT]


def _processes() -> None:
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder:
        config = desk_config(ROOT, Path(folder) / "home", free_base())
        control.start(config, progress_line)
        try:
            settings = settings_module.load({"AUTOCRM_HOME": str(config.home)})
            asyncio.run(_take_mails(settings))
            for name, arguments in {"onnxruntime": [], "numpy": ["--numpy"]}.items():
                _process(name, config.home, arguments)
        finally:
            control.stop(config.home)


async def _take_mails(settings: settings_module.Settings) -> None:
    await seed_company(settings, ROOT / "seeds", progress_line)
    async with open_app(settings) as app:
        raws = [mails.mail(number, text) for number, text in enumerate(mails.texts(MAILS))]
        await mails.through_the_door(app, raws)


def _process(name: str, home: Path, arguments: list[str]) -> None:
    environment = {**os.environ, "AUTOCRM_HOME": str(home)}
    command = [sys.executable, "-m", "bench.ai_process", *arguments]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        first = json.loads(child.stdout.readline() or "null")
        seconds = time.perf_counter() - started
        after = json.loads(child.stdout.readline() or "null")
    if child.returncode:
        sys.exit("A process of the AI ended early: its words are above.")
    print(f"\nA process with {name}")
    print(f"  start to first triage          {seconds:7.2f} s, CPU {first['cpu_s']:.2f} s (aim: 1)")
    memory = f"{after['memory_mb']:7.0f} MB, at most {after['most_mb']:.0f} MB"
    print(f"  resident after {after['mails']} mails        {memory}")
    total = after["stages_ms"].pop("total")
    for stage, ms in after["stages_ms"].items():
        print(f"  {stage:<30} {ms:7.1f} ms a mail, {ms / total:.0%}")
    print(f"  a mail                         {total:7.1f} ms")
