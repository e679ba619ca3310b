"""What a person must see in a message, whatever it is about. Each flag is one function.

Patterns run against folded text (lower case, no accents) in English, German and French.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from autocrm.ai.injection import orders_in
from autocrm.ai.spam import spam_in
from autocrm.ai.words import fold


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


# Insults, slurs and threats. Annoyance ("this is ridiculous", "damn") is not abuse.
_ABUSE = _any(
    r"\bfuck(?:ing|ed|ers?|s)?\b(?: (?:you|off|yourselves?|idiots?|morons?|liars?|thieves))",
    r"\b(?:you|ya|u|your|these|bunch of|pack of|bloody|fucking|useless|pathetic)\b.{0,25}"
    r"\b(?:idiots?|morons?|scum(?:bags?)?|assholes?|arseholes?|bastards?|cunts?|dickheads?|"
    r"pricks?|wankers?|retards?|imbeciles?|bitch(?:es)?|crooks|pigs|vermin)\b",
    r"\b(?:cunts?|motherfuckers?|faggots?|nigg(?:er|a)s?|kikes?|trann(?:y|ies)|whores?|sluts?)\b",
    r"\b(?:i will|i'll|we will|we'll|gonna|going to|should)\b.{0,25}\b(?:kill|hurt|beat|shoot|stab|"
    r"burn (?:down|your)|smash (?:your|up)|punch|destroy you|find you|break your|rape)\b",
    r"\b(?:i know where you (?:live|work)|watch your back|drop dead|go to hell|hope you (?:all "
    r")?(?:die|"
    r"rot|choke|burn))\b",
    r"\b(?:arschloch|arschlocher|wichser|hurensohne?|hurensohn|fotzen?|missgeburt(?:en)?|"
    r"schlampen?|"
    r"nutten?|drecksack|drecksacke|drecksbande|scheissverein|saftladen.{0,20}idioten|"
    r"untermenschen?|"
    r"kanaken?|schwuchteln?|spast(?:en|is)?)\b",
    r"\b(?:ihr|sie|du|euch|ihnen|verdammten?|dummen?|blode[nr]?|"
    r"unfahige[nr]?)\b.{0,25}\b(?:idioten?|"
    r"vollidioten?|trottel|deppen?|penner|schweine?|abschaum|verbrecherpack|gesindel)\b",
    r"\b(?:ich (?:bring|mach|schlag|finde|komme).{0,30}(?:\bum\b|fertig|tot|zusammen|auf die "
    r"fresse|"
    r"wo (?:du|ihr|sie) wohn)|fick(?:t|en)? (?:dich|euch|sie)|verpiss(?:t|en)? (?:dich|euch)|"
    r"verreck(?:t|e)?)\b",
    r"\b(?:connards?|connasses?|encules?|salauds?|salopes?|salopards?|fils de pute|putes?|"
    r"enfoires?|"
    r"batards?|ordures|pedes?|negres?|bougnoules?|ta gueule|vos gueules|va te faire|"
    r"allez vous faire|nique)\b",
    r"\b(?:bande de|vous etes|tu es|t'es|espece[s]? de|pauvres?)\b.{0,25}\b(?:cons?|idiots?|"
    r"imbeciles?|"
    r"abrutis?|cretins?|debiles?|nuls a chier|minables|escrocs)\b",
    r"\b(?:je vais|on va|nous allons)\b.{0,25}\b(?:te|vous|t')\b.{0,20}\b(?:tuer|frapper|casser|"
    r"buter|"
    r"crever|bruler|retrouver)\b",
)
_LEGAL = _any(
    r"\b(?:my|our|a|the) (?:lawyers?|attorneys?|solicitors?|legal (?:counsel|team|adviser|advisor|"
    r"department))\b|\blaw(?: ?)firm\b|\blegal (?:action|steps|proceedings|notice|claim|basis|"
    r"dispute|threat|representation)\b",
    r"\b(?:sue|suing|lawsuit|litigation|small claims|(?:in|to|the|a|by) court|court (?:order|case|"
    r"date|hearing)|subpoena|cease and desist|"
    r"notice of default|statute|class action|trading standards|ombudsman|arbitration|"
    r"consumer (?:authority|protection|rights act)|debt (?:enforcement|collection))\b",
    r"\b(?:gdpr|ccpa|data protection|data subject|right to (?:be forgotten|erasure)|personal data|"
    r"article 1[5-7]|data breach|processing agreement|privacy law|(?:delete|erase|remove) (?:all |"
    r"every piece of |any )*(?:of )?(?:my |the )?(?:personal )?"
    r"(?:data|information|details)|(?:on behalf of|represent|act for) (?:my|our|the) (?:clients?|"
    r"insurers?|owner)|"
    r"false advertising|misleading advertising|without (?:a |my )?(?:licen[cs]e|permission|"
    r"consent)|countersign\w*|"
    r"(?:supply|cooperation|partnership) (?:agreement|contract))\b",
    r"\b(?:copyright|trademark|licen[cs]e agreement|infring(?:e|ing|ement)|liability|liable|"
    r"defamation|damages (?:claim|of)|compensation claim)\b",
    r"\b(?:press charges|criminal complaint|report (?:you|this) to the (?:police|authorities)|"
    r"(?:my|our|through|by|your) insur(?:er|ers|ance))\b",
    r"\b(?:anw(?:alt|alte|altin|aeltin)|rechtsanwalt\w*|rechtsschutz\w*|klage|verklage\w*|(?:vor|"
    r"zum|beim) gericht|"
    r"gerichtlich\w*|mahnbescheid|betreibung\w*|abmahnung\w*|rechtliche[nr]? schritte?|anzeige "
    r"erstatten|"
    r"strafanzeige|dsgvo|revdsg|datenschutz\w*|auskunftsbegehren|personenbezogene\w*|personendaten|"
    r"schadenersatz\w*|schadensersatz\w*|haftung\w*|haftet|anwaltlich\w*|urheberrecht\w*|"
    r"markenrecht\w*|"
    r"konsumentenschutz|verbraucherzentrale|verbraucherschutz|schlichtungs\w+|fristsetzung|"
    r"vertragsentwurf|rahmenvertrag\w*|mietvertrag\w*)\b",
    r"\b(?:avocate?s?|tribunal|tribunaux|justice|poursuites?|poursuivre|assignation|mise en "
    r"demeure|"
    r"plainte (?:penale|contre)|port\w+ plainte|(?:effacer|supprimer|suppression de) (?:toutes "
    r")?(?:mes|les) donnees|litige|"
    r"contrat de partenariat|publicite mensongere|depot de plainte|rgpd|lpd|donnees personnelles|"
    r"protection des donnees|droit a l'(?:oubli|effacement)|dommages[- ]interets|responsabilite "
    r"civile|"
    r"droits? d'auteur|contrefacon|marque deposee|huissier|juridiques?|"
    r"(?:protection|association) (?:juridique|(?:des|de) consommateurs))\b",
)
_DANGER = _any(
    r"\b(?:caught|catch(?:es|ing)?|on) fire\b|\b(?:smok(?:e|ing)|sparks?|sparked|flames?|exploded|"
    r"explosion|"
    r"electr(?:ic|ical) shock|electrocuted|burn(?:ed|t) (?:my|her|his|our|down|myself|himself|"
    r"herself)|scalded|"
    r"short[- ]circuit(?:ed)?|overheat(?:ed|ing|s)?|melted|gas leak)\b",
    r"\b(?:hospital|emergency room|ambulance|injur(?:ed|y|ies)|bleeding|poison(?:ed|ing)|"
    r"allergic (?:reaction|shock)|anaphyla\w+|choked|cut (?:my|her|his) (?:hand|finger|lip|mouth)|"
    r"glass (?:in|inside) (?:the|my) (?:coffee|bag|beans|food|drink)|(?:got|been|fell) (?:very "
    r")?sick|"
    r"food poisoning|mou?ld(?:y)?|metal (?:in|splinters?|shavings?))\b",
    r"\b(?:brennt|gebrannt|feuer|brandgefahr|rauch|qualm|funken|explodiert\w*|stromschlag|"
    r"verbruht\w*|verbrannt|verbrennung\w*|"
    r"kurzschluss|uberhitzt|geschmolzen|krankenhaus|spital|notaufnahme|verletzt\w*|verletzung\w*|"
    r"blutet\w*|"
    r"vergiftung\w*|vergiftet|allergische\w* (?:reaktion|schock)\w*|glassplitter|metallsplitter|"
    r"schimmel\w*)\b",
    r"\b(?:a pris feu|prend feu|en feu|incendie|flammes|fumee|etincelles|explose\w*|electrocut\w*|"
    r"decharge "
    r"electrique|brulure\w*|brulee?s?|court-circuit|surchauff\w+|fondu|hopital|urgences|bless(?:e|"
    r"ee|ure|ures)|"
    r"saign\w+|intoxication\w*|reaction allergique|choc anaphylactique|(?:eclats?|morceaux?) de "
    r"(?:verre|metal)|moisi\w*)\b",
    r"\b(?:suicid\w*|kill myself|end my life|self[- ]harm|don't want to live|better off dead|"
    r"umbringen|selbstmord|nicht mehr leben|mir etwas antun|me tuer|mettre fin a mes jours|"
    r"envie de mourir|plus envie de vivre)\b",
)
_PERSON = _any(
    r"\b(?:speak|talk|chat|connect(?:ed)?|put me through|transfer(?:red)?|escalate\w*|call from|"
    r"hear from)\b.{0,25}"
    r"\b(?:human|person|someone real|manager|supervisor|real (?:agent|person|human)|representative|"
    r"member of (?:staff|your team)|owner|boss)\b",
    r"\b(?:a |an )?(?:real|actual|live|human) (?:human|person|agent|being|reply|answer|review)\b|"
    r"\bno (?:ro)?bots?\b|"
    r"\bnot (?:a|another|an automated) (?:bot|robot|machine|automated|template|reply)|"
    r"\b(?:call|phone|ring) me\b|\bgive me a (?:call|ring)\b|\bpersonal answer\b|\bby a human\b",
    r"\b(?:mit (?:einem|einer|dem|der|ihrem|ihrer) (?:echten |richtigen )?(?:mensch\w*|"
    r"mitarbeiter\w*|"
    r"person|vorgesetzten|chef\w*|verantwortlichen|berater\w*)|menschliche\w* |echte[nrm]? "
    r"mensch\w*|"
    r"rufen sie mich|ruft mich|um (?:einen )?(?:ruckruf|anruf)|bitte (?:um )?ruckruf|kein(?:en)? "
    r"(?:ro)?bot|"
    r"keine maschine|personlich(?:e|en)? antwort)\b",
    r"\b(?:parler|discuter|echanger|joindre)\b.{0,25}\b(?:quelqu'un|un humain|une (?:vraie "
    r")?personne|"
    r"un (?:responsable|conseiller|vrai)|votre (?:chef|responsable|patron))\b|\b(?:rappelez|"
    r"appelez)[- ]moi\b|"
    r"\b(?:etre rappelee?|un (?:vrai )?humain|pas un robot|vraie personne|reponse humaine)\b",
)
# What no help page may decide: a body, a favour, a judgement.
_HEALTH = _any(
    r"\b(?:pregnan\w*|breast-?feed\w*|nursing|my (?:unborn )?baby|the baby|diabet\w*|medication|"
    r"medicines?|my (?:doctor|gp|heart|blood pressure|stomach)|heart (?:condition|problem)s?|"
    r"epilep\w*|anxiety|insomnia|histamine|acid reflux|ulcers?)\b",
    r"\b(?:schwanger\w*|stillen\w*|stillzeit|baby|diabet\w*|medikament\w*|mein\w* (?:arzt|arztin|"
    r"herz|blutdruck|magen)|herzkrank\w*|histamin\w*|sodbrennen)\b",
    r"\b(?:enceinte|allait\w*|bebe|diabet\w*|medicaments?|mon (?:medecin|coeur)|tension|"
    r"grossesse|histamine)\b",
)
_FAVOUR = _any(
    r"\b(?:make|making|an|any) exceptions?\b|\bjust (?:this|for) once\b|\bas a (?:favour|favor|"
    r"gesture|one-off)\b|\bgoodwill\b|\bbend the rules?\b|\bdiscount\b|\bspecial (?:price|deal|"
    r"rate)\b|\b(?:do|give) (?:me|us) a (?:favour|favor|deal)\b",
    r"\bausnahme\w*|\bkulan\w+|\bausnahmsweise\b|\brabatt\w*|\bentgegenkomm\w*|\bein auge zu\w*",
    r"\b(?:faire|une) exception\b|\bgeste commercial\w*|\bremise\b|\breduction\b|\bfaveur\b",
)
_OPINION = _any(
    r"\b(?:better|worse|nicer|tastier) (?:than|or)\b|\bbe honest\b|\bwhat(?:'s| is| are)? your "
    r"(?:favou?rites?|opinion|take|view)\b|\bwhat do you (?:think|reckon|recommend|suggest|like)\b|"
    r"\b(?:would|do|can|could) you (?:recommend|suggest)\b|\bworth (?:it|the money|buying|the "
    r"upgrade)\b|\bcompared? (?:to|with)\b|\bwhich (?:one )?(?:is|would be|do you find) (?:the )?"
    r"(?:best|better|nicer)\b|\b(?:vs|versus)\b",
    r"\b(?:besser|schlechter) als\b|\bwas (?:meint|denkt|halten|haltet|empfehlen|empfehlt)\b|"
    r"\bempfehl\w+|\blohnt (?:es )?sich\b|\bim vergleich\b|\behrlich gesagt\b",
    r"\b(?:meilleure?s?|pire) que\b|\bque (?:pensez|recommandez|conseillez)[- ]vous\b|"
    r"\bconseill\w+|\bvaut (?:le coup|la peine)\b|\bpar rapport a\b",
)
_PASSWORD = _any(
    r"\b(?:pass ?word|passcode|pin|passwort|kennwort|mot de passe|mdp|code pin)\b(?: (?:is|ist|"
    r"lautet|"
    r"est)|\s?[:=])\s*[\"'“«]?\S{4,}",
)
_DIGITS = re.compile(r"(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


def find_flags(text: str, automatic: str = "") -> tuple[str, ...]:
    """Names of all flags `text` raises; `automatic` is why a machine is thought to have sent it."""
    found = {
        "injection": bool(orders_in(text)),
        "abuse": is_abusive(text),
        "legal": is_legal(text),
        "danger": is_danger(text),
        "person": asks_for_person(text),
        "secrets": bool(secrets_in(text)),
        "automatic": bool(automatic),
        "spam": bool(spam_in(text)),
    }
    return tuple(name for name, raised in found.items() if raised)


def flag_reasons(text: str, flags: Collection[str]) -> dict[str, str]:
    """Why a flag was raised, with its probability, for those that are more than a word found."""
    reasons = {}
    if "injection" in flags:
        orders = orders_in(text)
        reasons["injection"] = f"“{orders.phrase}” ({orders.probability:.2f})"
    if "spam" in flags:
        spam = spam_in(text)
        reasons["spam"] = f"{', '.join(spam.reasons)} ({spam.probability:.2f})"
    return reasons


def is_abusive(text: str) -> bool:
    """Insults, slurs or threats; mere annoyance is not."""
    return bool(_ABUSE.search(_flat(text)))


def is_legal(text: str) -> bool:
    """Lawyers, courts, data protection, rights."""
    return bool(_LEGAL.search(_flat(text)))


def is_danger(text: str) -> bool:
    """Fire, injury, poisoning, or somebody who may harm themselves."""
    return bool(_DANGER.search(_flat(text)))


def asks_for_person(text: str) -> bool:
    """The customer asks for a human, or for a call."""
    return bool(_PERSON.search(_flat(text)))


def needs_judgement(text: str) -> str:
    """Why a person has to weigh this: health, a favour, an opinion; or ""."""
    flat = _flat(text)
    reasons = {
        "The message asks about somebody's health.": _HEALTH,
        "The customer asks for a favour or an exception.": _FAVOUR,
        "The customer asks for an opinion or a comparison.": _OPINION,
    }
    return next((reason for reason, pattern in reasons.items() if pattern.search(flat)), "")


def secrets_in(text: str) -> tuple[str, ...]:
    """Kinds of secret a message holds: card number, password, IBAN. Never the secret itself."""
    kinds = []
    if any(_is_card(match.group()) for match in _DIGITS.finditer(text)):
        kinds.append("card number")
    if _PASSWORD.search(_flat(text)):
        kinds.append("password")
    if any(_is_iban(match.group()) for match in _IBAN.finditer(text)):
        kinds.append("bank account")
    return tuple(kinds)


def _is_card(digits: str) -> bool:
    """Luhn's check over 13 to 19 digits, first digit as card issuers use it."""
    numbers = [int(c) for c in digits if c.isdigit()]
    if not 13 <= len(numbers) <= 19 or numbers[0] not in (2, 3, 4, 5, 6):
        return False
    return _luhn(numbers) == 0


def _luhn(numbers: Sequence[int]) -> int:
    doubled = [n * 2 - 9 * (n > 4) for n in numbers[-2::-2]]
    return (sum(numbers[-1::-2]) + sum(doubled)) % 10


def _is_iban(text: str) -> bool:
    """ISO 13616: the rearranged number leaves 1 when divided by 97."""
    compact = text.replace(" ", "")
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _flat(text: str) -> str:
    visible = (
        text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")
    )
    return " ".join(fold(visible).split())
