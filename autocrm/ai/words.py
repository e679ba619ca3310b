"""Words as the lexical steps see them: folded, without filler, cut to a light stem."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)?")
_FOLDS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "’": "'"})


def listed(text: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(text.split())


def _ordered(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What carries no subject: function words, and the politeness that mails are full of.
STOPWORDS: dict[str, frozenset[str]] = {
    "en": listed(
        """
        a about after again all also am an and any are aren as at back be because been before
        being both but by can cannot could couldn d did didn do does doesn doing don dear each
        else even ever every few for from get gets getting give go goes going gone got had hadn
        happen happens has hasn have haven having he hello help her here hers hey hi him his how
        i if im in inside into is isn it its itself ive just kind know let like ll many may maybe me
        might mine more most much must my myself near need needs next no nor not now of off ok
        okay on once one only onto or other our ours out over own per please pls possible
        question quite rather re really regards s same say see shall she should shouldn since so
        some somebody someone something soon sorry still such sure t team tell than thank thanks
        that the their them then there these they thing things this those though through thx to
        too try trying u under until up upon us ve very via want wanted wants was wasn way we
        well were weren what whats when where whether which while who whom whose why will wish
        with within without won wonder wondering would wouldn yes yet you your yours yourself
        good morning evening day afternoon best kindly bit information info details able there's
        using use used work works
        """
    ),
    "de": listed(
        """
        aber alle allem allen aller alles als also am an andere anderen ans auch auf aus bei
        beim bin bis bist bitte brauche braucht brauchen da dabei dafuer dafur damit danach
        danke dann daran darauf darf daruber darum das dass dazu dem den denn der deren des
        dessen deswegen dich die dies diese diesem diesen dieser dieses dir doch dort du durch
        ein eine einem einen einer eines einige einfach er es etwas euch euer eure eurem euren
        eurer falls frage fragen freundliche freundlichen fur fuer ganz geben geehrte geehrten
        geht gern gerne gibt gibts gruezi gruss grusse gruessen grussen guten hab habe haben
        hallo halt hast hat hatte hatten hier hilfe ich ihm ihn ihnen ihr ihre ihrem ihren ihrer
        ihres im immer in ins ist ja jede jeden jeder jetzt kann kannst kein keine keinen konnen
        konnten konnte koennen koennten leider lieben liebe mache machen macht mal man mehr mein
        meine meinem meinen meiner mich mir mit mochte mochten moechte morgen muss mussen nach
        nein nicht nichts noch nun nur ob oder ohne schon schonen sehr sei sein seine seit sich
        sie sind so soll sollte sollen somit sonst tag team uber ueber um und uns unser unsere
        unserem unseren unter viel viele vielen vom von vor wann war warum was wegen weil welche
        welchem welchen welcher welches wenn wer werde werden wie wieder wieso will wir wird
        wissen wo wollen wollte womit worden wurde wurden zu zum zur zwar damen herren abend mfg
        vg lg moglich info
        """
    ),
    "fr": listed(
        """
        a afin ai aider aie aimerais aimerions ainsi alors apres as au aucun aucune aussi autre
        autres aux avais avait avant avec avez avoir avons bien besoin bonjour bonsoir c ca car
        ce cela celle celui ces cet cette chaque chez ci combien comme comment cordialement d
        dans de depuis des dire dois doit donc dont du elle elles en encore entre equipe es est
        et etait etes etre eu fait faire faites faut fois ici il ils j je jour journee l la le
        les leur leurs lui m ma madame mais me meme merci mes messieurs moi moins mon monsieur n
        ne ni non nos notre nous on ont ou oui par parce pas pendant peu peut peux plus pour
        pourquoi pourrais pourriez possible puis puisque qu quand que quel quelle quelles quels
        quelque question qui quoi s sa sans sais salut savoir se sera ses si sont souhaite
        souhaiterais sous sur svp t ta tes toi ton tout toute toutes tous tres tu un une va vais
        vers veux veuillez voici voila voudrais voudrions vos votre vous y salutations avance
        plait belle bonne passe peuvent pouvez puis-je soit suis
        """
    ),
}
_ALL_STOPWORDS = frozenset().union(*STOPWORDS.values())

# Longest first; a stem keeps at least three letters (four in German, where words are long).
_SUFFIXES: dict[str, tuple[tuple[str, ...], int]] = {
    # No "er": a grinder is not what one does with beans.
    "en": (_ordered("ations ation ments ment ings ing ies ied ely ed es ly s y e"), 3),
    "de": (
        _ordered("ungen igkeit lich ung ern est end en er em es et st te e n s t"),
        4,
    ),
    "fr": (
        _ordered(
            "issements issement ations ation ements ement aient erait erons antes ante ants ant "
            "ions iers ier ees ent eur ons ais ait era ez er ee es is it ir e s i"
        ),
        3,
    ),
}


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, without accents: "Öffnungszeiten" and "offnungszeiten" meet."""
    text = text.casefold().translate(_FOLDS)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Folded words and numbers, in order. "4.50" stays one."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """A light stem of a folded word, good enough to match inflections."""
    suffixes, shortest = _SUFFIXES.get(language, _SUFFIXES["en"])
    if word.isdigit():
        return word
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= shortest:
            base = word[: -len(suffix)]
            # "shipping" and "shipped" meet "ship".
            doubled = language == "en" and len(base) > 3 and base[-1] == base[-2]
            return base[:-1] if doubled and base[-1] not in "lse" else base
    return word


def is_filler(word: str, language: str) -> bool:
    """Whether a folded word says nothing about the subject."""
    if len(word) == 1 and not word.isdigit():
        return True
    return word in STOPWORDS.get(language, _ALL_STOPWORDS)


def content_words(text: str, language: str) -> list[str]:
    """Folded words of `text` that carry a subject, in order, with repeats."""
    return [w for w in words(text) if not is_filler(w, language)]


def stems(text: str, language: str) -> set[str]:
    """Stems of the content words."""
    return {stem(w, language) for w in content_words(text, language)}
