"""How a customer feels, from -1 (angry) to 1 (happy): a lexicon with negation and shouting."""

from __future__ import annotations

import math
import re

from autocrm.ai.words import fold, listed

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?|[!?]{2,}|[:;]-?[)(D]|\U0001f600|\U0001f60a|\U0001f64f|❤")
# Weight, then beginnings of folded words; a "=" asks for the whole word.
_LEXICON = {
    3.0: """=love loved wonderful amazing fantastic brilliant delighted perfect excellent
        grossartig hervorragend begeistert fantastisch wunderbar genial parfait magnifique
        ravie =ravi formidable excellente genial enchante""",
    2.0: """great delicious happy superb pleased lovely awesome impressed enjoy recommend
        toll super lecker zufrieden freue freut empfehl spitze klasse delicieu
        content satisfait heureu adore sublime bravo geniale""",
    1.0: """=thanks =thank grateful appreciate =nice =good =kind helpful friendly =glad danke
        dankbar =gut gute nett freundlich hilfreich merci =bon bonne gentil sympa aimable""",
    -1.0: """unfortunately problem wrong issue missing late waiting delay confus sorry leider
        falsch fehlt verspat warte schade unklar malheureusement probleme erreur manqu
        retard attend dommage =dead stuck wobbl leak""",
    -2.0: """disappoint annoy unhappy broken damaged frustrat poor useless bad rude ignored
        unreliable enttausch argerlich kaputt beschadigt genervt schlecht unfreundlich
        mangelhaft unzuverlassig decu casse abime enerv mauvais nul deplorable
        mecontent agace defectueu upset sad unacceptabl unprofessional""",
    -3.0: """terrible awful horrible furious angry disgust outrag scandal ridiculous worst
        shame scam fraud liar thie pathetic hate appalling joke wutend unverschamt katastroph
        schrecklich furchtbar lacherlich betrug frechheit unverschamtheit sauerei scheiss
        schlimmste furieu honteu honte arnaque inadmissible inacceptable lamentable
        voleur scandaleu pire fuck crap bullshit rip-off""",
}  # fmt: skip
_NEGATIONS = listed(
    """
    not no never isn't wasn't don't didn't doesn't can't cannot won't hardly without nor nicht
    kein keine keinen nie niemals ohne kaum pas jamais sans aucun aucune plus
    """
)
_AGAIN = re.compile(
    r"\b(?:(?:second|third|fourth|fifth|2nd|3rd|4th|5th) (?:time|e-?mail|message|request)|"
    r"still (?:no|nothing|waiting|not)|no (?:reply|answer|response)|(?:zum )?(?:zweiten|dritten|"
    r"vierten) mal|"
    r"immer noch (?:nicht|keine?n?)|keine antwort|(?:deuxieme|troisieme|quatrieme) (?:fois|message|"
    r"mail)|toujours (?:pas|rien|aucune?)|sans reponse|how long (?:do i have to|must i)|yet "
    r"again)\b"
)


def sentiment(text: str) -> float:
    """-1 (angry) .. 1 (happy), 0 for a matter-of-fact mail."""
    folded = fold(text)
    tokens = _WORD.findall(folded)
    total = sum(_weight(tokens, place) for place in range(len(tokens)))
    total -= 2.0 * len(_AGAIN.findall(folded)) + _shouting(text)
    # Long mails name more feelings without being stronger: the square root keeps pace.
    return round(math.tanh(total / (2.5 + 0.5 * math.sqrt(len(tokens)))), 3)


def _weight(tokens: list[str], place: int) -> float:
    token = tokens[place]
    if not token[0].isalnum():
        return _mark(token)
    value = _lookup(token)
    if value and any(t in _NEGATIONS for t in tokens[max(0, place - 3) : place]):
        # "not happy" is a complaint, "no problem" is barely praise.
        return -0.8 * value if value > 0 else -0.3 * value
    return value


def _lookup(token: str) -> float:
    return next((w for w, starts in _STARTS if token.startswith(starts)), _WHOLE.get(token, 0.0))


def _mark(token: str) -> float:
    if token[0] in ":;":
        return 1.0 if token[-1] in ")d" else -1.0
    return -1.0 if token[0] in "!?" else 1.0


def _shouting(text: str) -> float:
    loud = [w for w in re.findall(r"\b[A-ZÄÖÜÉÈÀ]{4,}\b", text)]
    return 1.5 if len(loud) >= 3 else 0.0


_STARTS = tuple(
    (weight, tuple(w for w in listed.split() if not w.startswith("=")))
    for weight, listed in _LEXICON.items()
)
_WHOLE = {
    word[1:]: weight
    for weight, listed in _LEXICON.items()
    for word in listed.split()
    if word.startswith("=")
}
