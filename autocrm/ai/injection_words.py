"""Kinds of words in orders to a machine: what twenty verbs share, one example can teach.

Entries are folded; one that ends in "*" stands for all words that begin so.
"""

from __future__ import annotations

from functools import lru_cache

from autocrm.ai.words import listed

_KINDS: dict[str, str] = {
    "ANSWER": """answer answers response responses reply replies output outputs antwort antworten
        reponse reponses""",
    "YOUR": "your deine deiner deinem deinen ihre ihrer ihrem ihren ta tes votre vos",
    "ME": "i me my mine myself ich mir mich mein meine meinen meiner je moi mon ma mes",
    "ADD": """add append include including insert integrate incorporate embed attach weave slip
        mention interject prepend supplement augment extend begin start end finish close conclude
        fuge erganze erwahne beginne beende ajoute* insere* mentionne* commence* termine*""",
    "CHANGE": """modify change alter adapt adjust edit rewrite rephrase enhance tailor tweak refine
        reword craft format andere verandere modifie* change* reformule*""",
    "RECODE": """replace substitute swap encode encrypt encipher convert transform transpose shift
        reverse invert flip scramble jumble shuffle rearrange reorder anagram* misspell* garble
        randomize mix render represent spell transcribe cipher* base64 hex* binary morse leetspeak
        rot13 atbash vigenere caesar casar* emoji* emoticon* backward* uppercase lowercase
        capitalize verschlussle ersetze ruckwarts chiffre* remplace* code""",
    "LETTERS": """letter letters word words vowel vowels consonant consonants character characters
        alphabet* space spaces punctuation typo typos symbol symbols digit digits syllable*
        buchstabe* vokal* wort worter zeichen lettre* voyelle* mot mots caractere*""",
    "PERSUADE": """promote persuade convince encourage recommend* suggest suggesting advertis*
        praise highlight* emphasi* stress* urge urging invite inviting tease hint imply claim
        claiming sensational shocking revelation scandal slogan headline rumor* rumour*
        conspiracy donation*
        donate download install click""",
    "UNDO": """ignore ignoring disregard forget override bypass cancel* obey follow vergiss
        ignoriere oublie* ignore*""",
    "RULES": """instructions instruction rules rule prompt prompts guidelines restrictions limits
        orders commands command directives policy policies filters anweisungen regeln vorgaben
        consignes regles""",
    "MACHINE": """ai gpt* chatgpt llm bot chatbot assistant robot machine model dan ki ia
        sprachmodell assistent openai""",
    "ROLE": """act pretend play simulate roleplay persona character mode role jailbreak* evil
        unfiltered uncensored""",
    "SHOW": """print output show repeat display reveal list dump leak tell say write respond reply
        answer send forward export gib zeige nenne schreibe antworte affiche* montre* ecris dis
        reponds donne*""",
    "VERSE": """poem* story stories essay* song* speech* haiku novel* script scripts joke joked
        riddle* article dialogue letter blog ballad sonnet lyrics introduction gedicht geschichte
        witz poeme blague histoire""",
    "MAKE": "write draft compose create develop generate provide prepare produce schreibe ecris",
    "EXPLAIN": """explain describe outline summarize summarise discuss compare define break analyze
        analyse identify determine erklare explique* decris""",
    "SCHOOL": """theory theories relativity photosynthesis equation* quadratic lifecycle capital
        war wars history century scientific physics chemistry biology liver planet* gravity quantum
        philosoph* empire evolution mathematic* formula atom* cell cells brain universe earth moon
        president shakespeare romeo hamlet plot author composer painter religion climate cancer
        disease* hauptstadt relativitatstheorie capitale relativite""",
    "LANGUAGE": """french german spanish italian russian japanese chinese portuguese polish latin
        korean arabic hindi dutch greek swedish english translate translation franzosisch
        italienische""",
    "CODE": """python java javascript php sql mysql html css function functions algorithm
        recursion recursive loop array* regex compile* script scripts programming factorial string
        strings variable* api database programm liste""",
    "DATA": """sentiment tone trend trends revenue sales market competitor* forecast* research
        study studies literature survey metrics dataset* statistics tweet* positive negative
        industry industries quarter campaign* churn strategy performance emotion* feel findings
        articles papers experts scientist* insights references""",
    "CHORE": """schedule remind reminder calendar playlist weather inbox meeting* agenda alarm
        itinerary emails mails folder files pdf spreadsheet notes slides""",
    "TALK": """favorite favourite movie film films movies books music hobby hobbies love life
        happy dream dreams yourself joke game restaurant opinion""",
}  # fmt: skip


@lru_cache(maxsize=8192)
def kinds_of(word: str) -> tuple[str, ...]:
    """The kinds of a folded word, in the order of the table."""
    whole, beginnings = _table()
    found = [*whole.get(word, ())]
    found += [kind for start, kind in beginnings if word.startswith(start)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
    whole: dict[str, tuple[str, ...]] = {}
    beginnings: list[tuple[str, str]] = []
    for kind, text in _KINDS.items():
        for entry in sorted(listed(text)):
            if entry.endswith("*"):
                beginnings.append((entry[:-1], kind))
            else:
                whole[entry] = (*whole.get(entry, ()), kind)
    return whole, tuple(beginnings)
