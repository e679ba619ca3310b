"""Words that deny one another: what says "oldest" of the newest cannot be right."""

from __future__ import annotations

from functools import lru_cache

from autocrm.ai.words import fold, stem

# One pair of groups a line: each word of the left denies each of the right.
_PAIRS = """
new newest latest recent modern cutting-edge innovative next-generation | old oldest outdated traditional obsolete conventional
increase increasing increased raise rise grow growth gain higher highest | decrease decreasing decreased lower lowest reduce decline drop fall shrink loss
improve improving enhance boost strengthen maximize optimize streamline simplify | worsen weaken hinder impair diminish degrade undermine complicate minimize
more | fewer
many numerous | few
large big huge significant major great | small tiny insignificant minor slight
fast faster quick quickly rapid | slow slower slowly
early earlier earliest | late later latest
before | after
first | last
free complimentary | paid
cheap affordable inexpensive low-cost | expensive costly pricey
easy easily simple effortless seamless | difficult hard complex complicated
open | closed
allow permit enable let | forbid prohibit prevent ban disallow disable
accept approve agree support endorse | reject refuse deny decline oppose
include | exclude
start begin commence launch open | stop end finish cease close
buy purchase | sell
save saving | waste spend
earn income revenue earnings profit | expense expenses cost loss
win won victory | lose lost defeat
success successful successfully succeed | failure unsuccessful fail failed
strong stronger | weak weaker
safe secure safely | dangerous unsafe risky insecure
public | private
internal | external
domestic national | foreign international
temporary | permanent
optional voluntary | mandatory compulsory required obligatory
limited exclusive | unlimited unrestricted
positive positively | negative negatively
happy pleased satisfied glad excited | unhappy sad angry disappointed dissatisfied
love like enjoy | hate dislike
remember | forget forgot
arrive | leave depart
present | absent
rich wealthy | poor
hot warm | cold cool
young younger | old older
long longer | short shorter
above over exceed | below under
full | empty
deep | shallow
majority most | minority
always | never
everyone everybody all | nobody none
encourage encouraging | discourage discouraging
attract | repel
trust believe | distrust doubt
friend | enemy
expand expanding extend | contract shrink limit restrict
automatic automatically automated | manual manually
online | offline
remote remotely | on-site
personal | impersonal generic
experienced expert | inexperienced novice
efficient efficiency | inefficient inefficiency
effective | ineffective
reliable | unreliable
annual annually yearly | monthly quarterly weekly daily
monthly | quarterly weekly
guarantee ensure | jeopardize endanger
create build | destroy
appear | disappear
show reveal disclose | hide conceal
connect join unite | separate disconnect
advantage benefit | disadvantage drawback
male man men he | female woman women she
husband father brother son | wife mother sister daughter
north northern | south southern
east eastern | west western
left | right
up | down
beginner | advanced
individual | group
eco-friendly sustainable | polluting wasteful
"""  # noqa: E501
_PREFIXES = ("un", "in", "im", "dis", "non", "ir", "il", "mis")
_SHORTEST = 4  # letters behind a prefix: "under" denies no "der"


@lru_cache(maxsize=1)
def _denied() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _PAIRS.strip().splitlines():
        left, right = ([_key(w) for w in side.split()] for side in line.split("|"))
        for one in left:
            found.setdefault(one, set()).update(right)
        for one in right:
            found.setdefault(one, set()).update(left)
    return {word: frozenset(others) for word, others in found.items()}


def _key(word: str) -> str:
    return stem(fold(word).split("-")[0], "en")


def opposites_of(key: str, words: frozenset[str]) -> frozenset[str]:
    """Those of the stems `words` that the English stem `key` denies."""
    listed = _denied().get(key, frozenset()) & words
    return listed | {word for word in words if _negates(key, word) or _negates(word, key)}


def _negates(left: str, right: str) -> bool:
    return len(right) >= _SHORTEST and any(left == prefix + right for prefix in _PREFIXES)
