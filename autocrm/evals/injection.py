"""Orders to the machine inside mails: how many are found, how many harmless texts are held back.

Every attack (`*attack*.json` by family, other rows as `autocrm.evals.injection_sets` reads them)
goes into three mails of the folder, at the beginning, in the middle and at the end. `found` is
the share of these mails in which `autocrm.ai.injection` sees an order, attacks that look like
ordinary requests included; `n` counts attacks, the interval is over attacks, not over mails.
`found:SOURCE` and `found:SOURCE:FAMILY` are parts of it.

`held_back`: the share of the harmless prompts (`notinject`; every harmless text where there are
none) that are taken for orders as they stand; `held_back:SOURCE` by file, the carrying mails
among them. `held_back:prompts_in_mails` and `held_back:texts_in_mails` are the clean twins: the
same mails with a harmless prompt, or with sentences of a harmless mail, at the same places.
"Write a short story" is both an attack of one set and a harmless prompt of another: in a mail
about something else both are held back, alone neither is, so these twins cost more.

Learned is what stands in files with `train` in their names, and own sentences. Where attacks
are there that may not be learned (`*_test*`), those are measured; where all of a form may be,
they are measured in five parts, families whole, each by a head fitted without its families and
its carrying mails. Without any train file the head that is shipped measures. Own sentences and
kinds of words were written with the families of the public train file in view: on it the
figure flatters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from autocrm.ai.injection import orders_in
from autocrm.ai.injection_head import InjectionHead, shipped_head
from autocrm.evals.figures import Figure, share
from autocrm.evals.fit_injection import fit
from autocrm.evals.injection_sets import Sets, Text, mails_of, read_sets
from autocrm.evals.options import Options

_PARTS = 5
_PROMPTS = "notinject"
_Found = list[tuple[Text, float]]  # each text with the share of its mails that were flagged


def evaluate(options: Options) -> list[Figure]:
    """`found` and `held_back`, then both by source and kind."""
    sets = read_sets(options.data)
    options.progress(f"{len(sets.attacks)} attacks, {len(sets.harmless)} harmless texts")
    head = _head(sets)
    return [*_figures("found", _attacks(sets, head)), *_harmless(sets, head)]


def _head(sets: Sets) -> InjectionHead:
    attacks, carriers = _learned(sets.attacks), _learned(sets.carriers)
    return fit(attacks, carriers) if attacks or carriers else shipped_head()


def _attacks(sets: Sets, head: InjectionHead) -> _Found:
    """What may not be learned, by the head; of forms that have nothing else, parts left out."""
    forms = {_form(a.source) for a in sets.attacks if not a.learned}
    left_out = [a for a in sets.attacks if a.learned and _form(a.source) not in forms]
    hosts = [c for c in sets.carriers if not c.learned] or list(sets.carriers)
    rest = [a for a in sets.attacks if not a.learned]
    return [*_by_parts(sets, left_out), *_shares(rest, hosts, head)]


def _by_parts(sets: Sets, attacks: Sequence[Text]) -> _Found:
    families = list(dict.fromkeys(a.family for a in attacks))
    found: _Found = []
    for part in range(min(_PARTS, len(families))):
        out = set(families[part::_PARTS])
        theirs = [c for n, c in enumerate(sets.carriers) if n % _PARTS == part]
        hidden = {c.text for c in theirs}
        known = [a for a in _learned(sets.attacks) if a.family not in out]
        head = fit(known, [c for c in _learned(sets.carriers) if c.text not in hidden])
        mine = [a for a in attacks if a.family in out]
        found += _shares(mine, theirs or list(sets.carriers), head)
    return found


def _harmless(sets: Sets, head: InjectionHead) -> list[Figure]:
    """Of the carrying mails, those that were learned are measured in parts as well."""
    prompts = [t for t in sets.harmless if _PROMPTS in t.source]
    texts = [t for t in sets.harmless if _PROMPTS not in t.source]
    fresh = [c for c in sets.carriers if not c.learned]
    alone = _shares(sets.harmless, (), head)
    carriers = [*_shares(fresh, (), head), *_carriers_by_parts(sets)]
    wanted = [(t, part) for t, part in alone if t in prompts] or alone
    figures = [_share("held_back", wanted), *_by_source("held_back", [*alone, *carriers])]
    hosts = fresh or list(sets.carriers)
    for name, twins in (("prompts_in_mails", prompts), ("texts_in_mails", texts)):
        if twins and hosts:
            figures.append(_share(f"held_back:{name}", _shares(twins, hosts, head)))
    return figures


def _carriers_by_parts(sets: Sets) -> _Found:
    learned = _learned(sets.carriers)
    found: _Found = []
    for part in range(min(_PARTS, len(learned))):
        mine = learned[part::_PARTS]
        head = fit(_learned(sets.attacks), [c for c in learned if c not in mine])
        found += _shares(mine, (), head)
    return found


def _shares(texts: Sequence[Text], hosts: Sequence[Text], head: InjectionHead) -> _Found:
    found: _Found = []
    for number, text in enumerate(texts):
        flagged = [bool(orders_in(mail, head)) for mail in mails_of(number, text.text, hosts)]
        found.append((text, sum(flagged) / len(flagged)))
    return found


def _figures(name: str, found: _Found) -> list[Figure]:
    """All, by source, by source and family; nothing where nothing was measured."""
    if not found:
        return []
    parts = _grouped(found, lambda t: f"{name}:{t.source}:{t.family}")
    by_kind = [_share(metric, mine) for metric, mine in parts.items()]
    return [_share(name, found), *_by_source(name, found), *by_kind]


def _by_source(name: str, found: _Found) -> list[Figure]:
    parts = _grouped(found, lambda t: f"{name}:{t.source}")
    return [_share(metric, mine) for metric, mine in parts.items()]


def _grouped(found: _Found, key: Callable[[Text], str]) -> dict[str, _Found]:
    parts: dict[str, _Found] = defaultdict(list)
    for text, part in found:
        parts[key(text)].append((text, part))
    return parts


def _share(metric: str, found: _Found) -> Figure:
    """The mean share; Wilson's interval as if a text counted wholly or not at all."""
    whole = sum(part for _, part in found)
    near = share(metric, round(whole), len(found))
    return replace(near, value=whole / len(found) if found else 0.0)


def _learned(texts: Iterable[Text]) -> list[Text]:
    return [text for text in texts if text.learned]


def _form(source: str) -> str:
    """The name of a file without its part: train and test of one form have the same."""
    return source.replace("train", "").replace("test", "").strip("_-")
