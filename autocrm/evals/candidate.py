"""A candidate for a backtest: what of the desk it would change, as a TOML file says it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from autocrm.bootstrap import App, llm_with
from autocrm.domain.draft import Policy
from autocrm.errors import Invalid, NotFound
from autocrm.evals.folder import read_folder
from autocrm.ports import Knowledge, Ledger, Policies, Services
from autocrm.usecases.train_triage import read_categories, train_triage

_KEYS = {"name", "policies", "head", "knowledge", "model", "prompts"}
_LIMITS = {"mode", "min_confidence", "min_answerability"}
_MODES = ("off", "shadow", "review", "auto")
ALL = "*"  # the policy of every category that is not named


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is not named stays as it is on the desk. Paths are those of folders and prompt texts."""

    name: str
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    head_version: str = ""
    head_folder: Path | None = None
    knowledge: Path | None = None
    model: str = ""
    prompts: dict[str, str] = field(default_factory=dict)


def read_candidate(path: Path) -> Candidate:
    """Paths in the file are relative to it. Raises Invalid, naming the file and what is wrong."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"{path} is not TOML: {error}.") from error
    strange = sorted(set(said) - _KEYS)
    if strange:
        raise Invalid(f"{path}: there is no {strange[0]!r}, there are {', '.join(sorted(_KEYS))}.")
    head = _table(path, said, "head", {"version", "folder"})
    knowledge = _table(path, said, "knowledge", {"folder"})
    prompts = _table(path, said, "prompts", {"triage", "draft"})
    here = path.parent
    return Candidate(
        name=str(said.get("name", path.stem)),
        policies=_policies(path, said.get("policies", {})),
        head_version=head.get("version", ""),
        head_folder=here / head["folder"] if "folder" in head else None,
        knowledge=here / knowledge["folder"] if "folder" in knowledge else None,
        model=_table(path, said, "model", {"name"}).get("name", ""),
        prompts={name: _text(here / file) for name, file in prompts.items()},
    )


async def services_with(app: App, ledger: Ledger, candidate: Candidate) -> Services:
    """The desk's services with what the candidate changes. Raises NotFound, Invalid."""
    services = app.services
    weights: str | None = None
    if candidate.head_version:
        weights = await ledger.head(candidate.head_version)
        if weights is None:
            raise NotFound(f"There is no triage head {candidate.head_version!r}.")
    elif candidate.head_folder:
        weights = await _trained(app, candidate.head_folder)
    if candidate.knowledge:
        folder = await read_folder(candidate.knowledge, services.embedder)
        services = replace(services, knowledge=cast(Knowledge, folder))
    policies = _Overlaid(app.services.policies, candidate.policies)
    await policies.all()  # refuses what the desk does not have
    llm = await llm_with(app, weights, candidate.model, candidate.prompts)
    return replace(services, policies=cast(Policies, policies), llm=llm)


class _Overlaid:
    """The desk's policies, some of their fields changed."""

    def __init__(self, policies: Policies, changes: Mapping[str, Mapping[str, Any]]) -> None:
        self._policies = policies
        self._changes = changes

    async def all(self) -> dict[str, Policy]:
        found = await self._policies.all()
        rest = self._changes.get(ALL, {})
        changed = {n: replace(p, **self._changes.get(n, rest)) for n, p in found.items()}
        strange = sorted(set(self._changes) - set(found) - {ALL})
        if strange:
            raise NotFound(f"There is no policy for {strange[0]!r}: see `autocrm policy list`.")
        return changed


class _Kept:
    """Stands where a trained head would be stored, and keeps it."""

    def __init__(self) -> None:
        self.weights = ""

    async def head(self, embedding_model: str) -> dict[str, Any] | None:
        return None

    async def save_head(
        self, version: str, embedding_model: str, weights: str, metrics: dict[str, Any]
    ) -> None:
        self.weights = weights


async def _trained(app: App, folder: Path) -> str:
    kept = _Kept()
    categories = read_categories(folder)
    await train_triage(cast(Policies, kept), app.services.knowledge, app.local_embedder, categories)
    return kept.weights


def _table(path: Path, said: Mapping[str, Any], name: str, keys: set[str]) -> dict[str, str]:
    found = said.get(name, {})
    good = isinstance(found, dict) and set(found) <= keys
    if not good or not all(isinstance(value, str) for value in found.values()):
        raise Invalid(f"{path}: [{name}] takes {', '.join(sorted(keys))}, each a text.")
    return dict(found)


def _policies(path: Path, said: Any) -> dict[str, dict[str, Any]]:
    good = isinstance(said, dict) and all(_is_policy(one) for one in said.values())
    if not good:
        raise Invalid(
            f"{path}: a policy takes mode (off, shadow, review, auto), min_confidence and "
            "min_answerability (0 to 1)."
        )
    return {str(name): dict(one) for name, one in said.items()}


def _is_policy(one: Any) -> bool:
    if not isinstance(one, dict) or not set(one) <= _LIMITS:
        return False
    numbers = [value for name, value in one.items() if name != "mode"]
    fits = all(type(n) in (int, float) and 0 <= n <= 1 for n in numbers)
    return fits and one.get("mode", "off") in _MODES


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: {error}.") from error
