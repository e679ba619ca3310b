"""Does a message try to give orders to the machine that reads it?

A signal, not the defence: what looks like an ordinary request cannot be told from its
text. The defence is that text from outside never reaches a system role or a tool, and
that an answer holds nothing but what stands in the articles. When this fires, a person
reads the mail.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from autocrm.ai.injection_head import InjectionHead, shipped_head

# Words for what a model was told, and for undoing it, in the three languages.
_TOLD = (
    r"(?:instructions?|prompts?|directives?|guidelines?|guardrails?|safety (?:rules|filters?)|"
    r"content (?:policy|policies|filters?)|(?:system|developer) (?:messages?|rules?)|programming|"
    r"(?:your|the|all|any|these|those|previous) (?:rules|restrictions|constraints|context)|"
    r"anweisung(?:en)?|instruktion(?:en)?|systemanweisung(?:en)?|vorgaben|richtlinien|regeln|"
    r"consignes?|regles?|directives?)"
)
_UNDO = (
    r"(?:ignor(?:e|ed|ing|iere|ieren|ierst|ez|er)|disregard(?:ing)?|forget(?: about)?|"
    r"overrid(?:e|ing)|bypass(?:ing)?|do not (?:follow|obey)|don't (?:follow|obey)|"
    r"vergiss|vergessen sie|missachte[nt]?|ubergeh(?:e|en)|setze[nt]? .{0,20} ausser kraft|"
    r"oublie[zr]?|ne (?:tenez|tiens) pas compte|contourne[zr]?)"
)
_BEFORE = (
    r"(?:previous(?:ly)?|prior|above|earlier|preceding|before|existing|original|initial|"
    r"bisherigen?|vorherigen?|obigen?|vorigen?|vorstehenden?|precedentes?|anterieures?|"
    r"ci-dessus)"
)
_MACHINE = (
    r"(?:a\.?i\.?|assistants?|bots?|chat ?bots?|chatgpt|gpt(?:-?\d\w*)?|llms?|language models?|"
    r"copilot|claude|gemini|agent|model|ki|ki-assistent(?:en|in)?|sprachmodell|assistent|"
    r"i\.?a\.?|modele de langage|virtual assistant)"
)
_SHOW = (
    r"(?:reveal|show|print|output|repeat|display|disclose|leak|dump|expose|tell me|give me|"
    r"list|share|send|forward|zeig(?:e|en)?|nenn(?:e|en)?|verrate?n?|gib|geben|drucke|"
    r"montre[zr]?|affiche[zr]?|revele[zr]?|donne[zr]?|divulgue[zr]?|communique[zr]?)"
)

# Each of these alone is enough. Written against folded text (lower case, no accents).
_STRONG = {
    "undoes earlier instructions": (
        rf"\b{_UNDO}\b.{{0,40}}\b(?:{_BEFORE}\b.{{0,30}}\b)?{_TOLD}\b",
        rf"\b{_UNDO}\b.{{0,30}}\b(?:(?:everything|anything|all|alles|tout)\b.{{0,30}}"
        rf"\b(?:above|before|told|previously|bisher|precede)|the above|ce qui precede)",
        rf"\b{_TOLD}\b.{{0,30}}\b(?:no longer appl(?:y|ies)|are (?:void|cancell?ed|outdated)|"
        rf"have been (?:replaced|updated|overridden)|gelten nicht mehr|ne s'appliquent plus)",
        rf"\b(?:ignore|disregard|forget)\b(?!.{{0,12}}\b(?:my|"
        rf"our)\b).{{0,25}}\b{_BEFORE}\b.{{0,25}}\b(?:text|email|message|"
        r"content|conversation|context|rules)",
    ),
    "new instructions for a machine": (
        r"\b(?:new|updated|important|real|actual|additional|following|neue|wichtige|"
        r"nouvelles?|importante?s?) "
        rf"(?:system )?(?:instructions?|prompts?|anweisung(?:en)?|instructions?|consignes?)"
        rf" ?(?:for|to|fur|an|pour|a)? (?:the |you|den |die |l'|le )? ?(?:{_MACHINE}|:)",
        rf"\b(?:instructions?|note|message|attention|notice|hinweis|nachricht|anweisung(?:en)?|"
        rf"remarque|consignes?) (?:to|for|an|fur|pour|a) (?:the |any |all |den |die |das |l'|le |"
        rf"les |your )?(?:{_MACHINE})\b",
        rf"\b(?:dear|attention|hey|hello|hi|liebe[rs]?|hallo|cher|chere|bonjour),? (?:the )?"
        rf"(?!agent|model|ai\b)(?:{_MACHINE})\b(?! (?:team|at|from|in|of))",
        rf"\bif you(?:'re| are) (?:an? )?(?:{_MACHINE}|automated)\b[\w ]{{0,40}}[,:;-]",
        rf"\b(?:wenn|falls|sofern) (?:du|sie) (?:eine? )?(?:{_MACHINE})\b",
        rf"\bsi (?:vous etes|tu es) (?:une? )?(?:{_MACHINE})\b",
        r"\bwhen (?:you )?(?:summari[sz](?:e|ing)|answering|replying to|processing|reading) "
        r"(?:this|the) (?:e-?mail|message|ticket|text)\b.{0,60}"
        r"\b(?:include|add|append|insert|write|say|send|mention|always|must)\b",
        r"\byour (?:new )?(?:task|goal|job|role|mission|objective) is (?:now )?to\b",
        r"\b(?:deine|ihre) (?:neue )?aufgabe ist (?:es )?(?:nun|jetzt|ab sofort)\b",
        r"\b(?:votre|ta) (?:nouvelle )?(?:tache|mission) est (?:maintenant|desormais)\b",
    ),
    "assigns the machine another role": (
        r"\byou are (?:now|no longer|going to (?:be|act|pretend))\b(?! (?:closed|open|out|able|on|"
        r"in|at|offering|selling|shipping|charging))",
        rf"\b(?:act|behave|respond|answer|reply) (?:as|like) (?:if you (?:were|are) )?(?:an? |the "
        rf"|my )?"
        rf"(?:{_MACHINE}|dan|unrestricted|unfiltered|evil|uncensored|linux|terminal|"
        rf"administrator|admin|developer|hacker)\b",
        r"\b(?:pretend|imagine|roleplay|role-play|simulate) (?:that )?(?:to be|you are|you're|as|"
        r"being)\b",
        r"\b(?:do anything now|dan mode|developer mode|god mode|"
        r"entwicklermodus|mode developpeur|sudo mode)\b",
        rf"\b(?:du bist|sie sind|agier(?:e|en)|verhalte dich|antworte|tu so,? als) (?:ab "
        rf")?(?:jetzt|nun|"
        rf"sofort|ab jetzt|als) (?:ein(?:e|en)? )?(?:{_MACHINE}|administrator|hacker|ob)",
        r"\b(?:tu es|vous etes) (?:maintenant|desormais) (?!(?:ferme|ouvert|en))",
        rf"\b(?:agis|agissez|comporte-toi|reponds|repondez) comme (?:une? )?(?:{_MACHINE}|"
        r"administrateur|hacker|si tu etais)",
        r"\bno (?:restrictions|limits|filters|ethical|moral guidelines)\b.{0,60}\b(?:answer|"
        r"respond|do|say)\b",
        r"\b(?:stay|remain|break) (?:in|out of) character\b",
    ),
    "asks for the machine's instructions": (
        rf"\b{_SHOW}\b.{{0,40}}\b(?:system|initial|original|hidden|secret|internal|your|deine|"
        rf"ihre|interne[ns]?|tes|vos|votre|geheime?n?)\b.{{0,15}}\b(?:prompts?|instructions|"
        rf"system messages?|systemprompts?|systemanweisung(?:en)?|anweisungen|consignes|"
        rf"api[ -]?keys?|secrets?|tokens?|database|datenbank|base de donnees)\b",
        r"\b(?:system ?prompts?|prompts? systeme?)\b",
        r"\b(?:what|which) (?:are|were) (?:your|the) (?:exact |initial |original )?"
        r"(?:instructions|system messages?|prompts?)\b",
        r"\b(?:repeat|print|output) (?:everything|all|the (?:text|words)) (?:above|before)\b",
    ),
    "asks for other people's data": (
        rf"\b{_SHOW}\b.{{0,50}}\b(?:other|another|all|every|anderer?n?|aller|alle|autres?|tous les)"
        rf"\b.{{0,20}}\b(?:customers?|users?|clients?|people|accounts?|kunden|kundinnen|nutzer|"
        rf"comptes?|utilisateurs)\b.{{0,8}}",
        r"\b(?:customer|user|client|kunden|clients?)[- ]?(?:database|list|records|datenbank|liste|"
        r"daten aller|base)\b.{0,30}\b(?:export|dump|send|attach|share|schick|senden|envoy)",
        rf"\b{_SHOW}\b.{{0,30}}\b(?:customer|client|user) (?:database|list|records)\b",
        rf"\b{_SHOW}\b.{{0,30}}\b(?:kundenliste|kundendatenbank|kundendaten|liste des clients)\b",
    ),
    "tries to steer the decision": (
        r"\b(?:set|change|update|modify|alter|rewrite|raise|lower)\b.{0,25}\b(?:your|the) "
        r"(?:refund |return |support |company )?(?:policy|policies|threshold|system settings|"
        r"rules)\b",
        r"\b(?:approve|confirm|grant|process)\b.{0,40}\b(?:without (?:review|checking|verification|"
        r"asking|human)|automatically and|regardless of (?:the |your )?(?:policy|rules))",
        r"\b(?:mark|classify|label|set|flag)\b.{0,20}\b(?:this|the) (?:ticket|message|e-?mail|"
        r"request|case)\b.{0,20}\b(?:as|to) (?:resolved|solved|safe|approved|urgent|auto|"
        r"priority|high|verified|closed)",
        r"\b(?:skip|bypass|disable|turn off|uberspringe|deaktiviere|"
        r"desactive[zr]?)\b.{0,30}\b(?:human |manual )?"
        r"(?:review|checks?|verification|validation|approval|safety|filters?|prufung|freigabe|"
        r"controles?)\b",
        r"\b(?:you|the (?:assistant|bot|ai|model)) (?:must|should|shall|will|have to) (?:now |"
        r"always |only |instead )*"
        r"(?:reply|respond|answer|say|write|output|state|include|forward|begin|start|end) "
        r"(?:only |with|that|to|exactly|the following|in|your|every|all)",
        r"\b(?:reply|respond|answer) (?:only |just |exactly |strictly )+(?:with|by)\b",
        r"\b(?:begin|start|end|finish) (?:your|every|each|the) (?:reply|response|answer|message|"
        r"output)s? (?:with|by)\b",
        r"\b(?:antworte(?:n sie)?|schreibe?n?(?: sie)?) (?:nur|ausschliesslich|genau|immer) "
        r"(?:noch )?(?:mit|auf)\b",
        r"\b(?:repond(?:s|ez)|ecri(?:s|vez)) (?:uniquement|seulement|exactement|toujours) (?:par|"
        r"avec|en)\b",
        r"\b(?:hypothetical|fictional) (?:response|story|scenario)\b.{0,80}\b(?:step by step|"
        r"detailed|no matter)",
    ),
    "forged structure": (
        r"<\|? ?(?:im_start|im_end|system|endoftext|assistant|user|end_of_turn)[^>]{0,20}\|?>",
        r"\[/?(?:inst|system|assistant|sys)\]|<</?sys>>",
        r"(?:^|\n)\s*(?:#{1,6}\s*)?(?:system|assistant|developer|ai|bot) ?(?:message|prompt|"
        r"override)?\s*:\s*\S",
        r"#{2,}\s*(?:instructions?|system|new task|override|response)\b",
        r"<(?:system|instructions?|prompt|override|assistant|tool_call|function_call|"
        r"context)\b[^>]*>",
        r"\b(?:end|begin|start) of (?:user|customer|system|e-?mail|context|prompt|document)"
        r"(?: (?:input|message|prompt|text|instructions?|data))?\s*(?:[\])>#=-]|$|\n)",
        r"\{\s*\"(?:role|tool|function|action|name)\"\s*:\s*\"",
        r"\b(?:call|invoke|use|execute|run) the (?:\w+ )?(?:tool|function|command|api)\b|"
        r"\bsend_email\b",
        r"```\s*(?:system|prompt|instructions?)",
    ),
}  # fmt: skip
# Two of these together are enough.
_WEAK = {
    "speaks to a machine": (
        rf"\b(?:as an? |you,? (?:the )?|this )(?:{_MACHINE})\b",
        r"\b(?:your|the) (?:training|programming|algorithm|context window|knowledge base)\b",
        r"\b(?:prompt|llm|jailbreak|openai|chatgpt|gpt-?\d)\b",
    ),
    "orders an output": (
        r"\b(?:in your (?:reply|response|answer|summary|output)|deiner antwort|ihrer antwort|"
        r"votre reponse)\b",
        r"\b(?:say|write|print|output|repeat|schreibe|sage|dis|ecris)\b ?(?:only|exactly|nur|"
        r"exactement)?:? ?[\"'“«]",
        r"\bjust (?:print|output|say|write|repeat|type)\b",
        r"\b(?:translate|summari[sz]e|rewrite|encode|decode|encrypt) (?:the|this|all|everything)\b",
    ),
    "claims authority": (
        r"\b(?:i am|this is|i'm|ich bin|je suis) (?:the |an? |your |der |die |l')?(?:developer|"
        r"administrator|admin|system administrator|openai|engineer|creator|ceo|entwickler|"
        r"administrateur|developpeur)\b",
        r"\b(?:authori[sz]ed|admin|root|debug|maintenance|test) (?:mode|override|access|command)\b",
        r"\b(?:override|passphrase|unlock) code\b",
    ),
    "asks for secrecy or haste": (
        r"\b(?:stop everything|immediately stop|halt all)\b",
        r"\b(?:do not|don't|never) (?:mention|tell|inform|alert|reveal|say)\b.{0,40}\b(?:user|"
        r"customer|anyone|human|team|this)\b",
        r"\b(?:without|no) (?:telling|informing|asking|human)\b",
    ),
    "sends data out": (
        r"\b(?:send|forward|post|upload|exfiltrate|email|mail|cc|bcc|schicke?n?|sende?n?|"
        r"envoye[zr]?"
        r"|transmet(?:s|tez|tre))\b.{0,60}(?:https?://|\S+@\S+)",
        r"!\[[^\]]*\]\(https?://",
    ),
}  # fmt: skip
_BASE64 = re.compile(r"(?<![\w/+=-])[A-Za-z0-9+/]{80,}={0,2}(?![\w/+])")
_HIDDEN_HTML = re.compile(r"<!--.{5,}?-->|display\s*:\s*none|font-size\s*:\s*0", re.DOTALL)
_INVISIBLE_LIMIT = 8  # a few zero-width characters come from copying and emoji


BY_HEAD = "a sentence that gives orders"
_BY_RULE = 0.98  # 2 of 334 harmless texts and mails of the public sets have a rule's sign
_PHRASE = 120  # characters that are shown


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders to the machine in a mail. True where there are any.

    `signs`: names of what was found, in the order of the rules. `probability` (0..1) that the
    mail gives orders, also below what raises the flag. `phrase`: the words that speak for it
    most, folded where a rule found them.
    """

    signs: tuple[str, ...]
    probability: float
    phrase: str

    def __bool__(self) -> bool:
        return bool(self.signs)


def injection_signs(text: str) -> tuple[str, ...]:
    """Names of what was found; empty for an ordinary mail."""
    return orders_in(text).signs


@lru_cache(maxsize=64)
def orders_in(text: str, head: InjectionHead | None = None) -> Orders:
    """What the rules and the head (that of the product, unless given) say of a mail."""
    head = head or shipped_head()
    rules = _by_rules(text)
    read = head.read(text)
    by_head = (BY_HEAD,) if read.probability >= head.threshold else ()
    signs = (*rules, *by_head)
    if not rules or read.probability > _BY_RULE:
        return Orders(signs, read.probability, _shown(read.phrase))
    return Orders(signs, _BY_RULE, _shown(next(iter(rules.values()))))


def _by_rules(text: str) -> dict[str, str]:
    """The rules that speak, each with the words that made it."""
    flat = _flat(text)
    strong = _matched("strong", flat) | _structure(text)
    weak = _matched("weak", flat)
    return strong | weak if strong or len(weak) >= 2 else {}


def _matched(kind: str, flat: str) -> dict[str, str]:
    found = ((name, pattern.search(flat)) for name, pattern in _compiled(kind))
    return {name: match.group() for name, match in found if match}


def _structure(text: str) -> dict[str, str]:
    found = {}
    if encoded := _BASE64.search(text):
        found["encoded text"] = encoded.group()
    hidden = _HIDDEN_HTML.search(text)
    if hidden or _invisible(text) > _INVISIBLE_LIMIT:
        found["hidden text"] = hidden.group() if hidden else "invisible characters"
    return found


def _shown(phrase: str) -> str:
    bare = " ".join(phrase.split())
    return bare if len(bare) <= _PHRASE else f"{bare[: _PHRASE - 1]}…"


def _invisible(text: str) -> int:
    """Format characters (zero width, direction, tags); joiners inside emoji are few."""
    return 0 if text.isascii() else sum(unicodedata.category(c) == "Cf" for c in text)


def _flat(text: str) -> str:
    """Folded, invisible characters gone, runs of blanks single; line breaks stay."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    text = text.casefold().replace("’", "'").replace("ß", "ss")
    return re.sub(r"[ \t\u00a0]+", " ", text)


@cache
def _compiled(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = _STRONG if kind == "strong" else _WEAK
    # "." crosses single line breaks, since mails are wrapped; "\b" keeps it to words.
    return tuple(
        (name, re.compile("|".join(f"(?:{p})" for p in patterns), re.DOTALL))
        for name, patterns in rules.items()
    )
