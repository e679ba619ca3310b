"""The README is executed: its Python example, its commands, its two targets."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest
from typer.main import get_command

from autocrm.cli import build
from tests.flows.desk import ROOT, Desk

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[list[str]]:
    """Each `autocrm …` of the README's shell blocks, without its comment."""
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in line.split(",")]
    return [shlex.split(part)[1:] for part in parts if part.startswith("autocrm ")]


def test_the_python_example_runs(seeded_desk: Desk) -> None:
    [example] = blocks("python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=ROOT, env=seeded_desk.env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    number, *said = done.stdout.splitlines()[0].split()
    assert number.isdigit()
    assert said
    assert "Opening hours" in done.stdout


def test_there_are_commands_in_the_readme() -> None:
    assert len(commands()) >= 10


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_each_command_of_the_readme_exists(words: list[str]) -> None:
    command = get_command(build())
    for word in words:
        found = getattr(command, "commands", {}).get(word)
        if found is None:
            break
        command = found
    assert not hasattr(command, "commands"), f"autocrm {' '.join(words)} is no command"


def test_the_two_commands_are_targets_of_make() -> None:
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_links_of_the_docs_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
