"""Closed classes: number words, units, and the words that turn what a sentence says.

Spelled without accents. Words of one sense are interchangeable in an honest rewording ("can",
"may"); a sense that is added, lost or changed is another claim.
"""

from __future__ import annotations


def in_order(text: str) -> tuple[str, ...]:
    """The words of a list that is written as running text, in their order."""
    return tuple(text.split())


def _same(**senses: str) -> dict[str, str]:
    return {
        word.replace("_", " "): sense.rstrip("_")
        for sense, words in senses.items()
        for word in words.split()
    }


NUMBER_WORDS: dict[str, dict[str, str]] = {
    "en": {
        word: str(value)
        for value, word in enumerate(
            in_order(
            """
            zero one two three four five six seven eight nine ten eleven twelve thirteen
            fourteen fifteen sixteen seventeen eighteen nineteen twenty
            """
        )
        )
        if word != "one"  # "the one", "one of": a number only to a speaker
    }
    | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
       "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000", "million": "1000000",
       "noon": "12:00",
       "twice": "2x", "once": "1x", "half": "1/2", "dozen": "12", "double": "2x", "triple": "3x"},
    "de": {
        word: str(value)
        for value, word in enumerate(
            in_order(
            """
            null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn
            vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn zwanzig
            """
        )
        )
    }
    | {"dreissig": "30", "vierzig": "40", "funfzig": "50", "hundert": "100", "tausend": "1000",
       "zweimal": "2x", "einmal": "1x", "halb": "1/2"},
    "fr": {
        word: str(value)
        for value, word in enumerate(
            in_order(
            """
            zero - deux trois quatre cinq six sept huit neuf dix onze douze treize
            quatorze quinze seize - - - vingt
            """
        )
        )
        if word != "-"
    }
    | {"trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60", "cent": "100",
       "mille": "1000"},
}  # fmt: skip

UNITS: dict[str, str] = _same(
    day="day days tag tage tagen jour jours",
    week="week weeks woche wochen semaine semaines",
    month="month months monat monate monaten mois",
    quarter="quarter quarters quartal trimestre",
    year="year years jahr jahre jahren an ans annee annees",
    hour="hour hours h stunde stunden heure heures hr hrs",
    minute="minute minutes min mins minuten",
    second="second seconds sec secs sekunde sekunden seconde secondes",
    percent="% percent percentage prozent pourcent",
    usd="$ usd dollar dollars",
    eur="€ eur euro euros",
    gbp="£ gbp pound pounds",
    chf="chf franken rappen francs",
    cent="cent cents",
    jpy="¥ jpy yen",
    kg="kg kilo kilos kilogram kilograms kilogramm",
    g="g gram grams gramm gramme grammes",
    mg="mg",
    lb="lb lbs",
    ml="ml millilitre millilitres milliliter milliliters",
    l="l litre litres liter liters",
    km="km kilometre kilometres kilometer kilometers",
    mile="mile miles",
    m="metre metres meter meters",
    cm="cm centimetre centimetres zentimeter",
    mm="mm",
    degree="° degree degrees celsius grad",
    gb="gb gigabyte gigabytes",
    mb="mb megabyte megabytes",
    tb="tb terabyte terabytes",
    am="am",
    pm="pm",
)

# Several words for one sense, joined by blanks.
PHRASES: dict[str, str] = _same(
    upto="""up_to at_most no_more_than not_more_than a_maximum_of maximum_of bis_zu jusqu_a
        au_maximum hochstens_bis""",
    atleast="""at_least no_less_than not_less_than a_minimum_of minimum_of au_moins no_fewer_than
        or_more""",
    must="""have_to has_to had_to need_to needs_to are_required_to is_required_to
        is_obliged_to are_obliged_to """,
    can="""is_possible are_possible be_possible able_to are_able_to is_able_to be_able_to
        are_allowed_to is_allowed_to are_permitted_to is_permitted_to""",
    not_="no_longer not_any in_no_case under_no_circumstances auf_keinen_fall pas_de ne_pas",
    over="""more_than greater_than mehr_als plus_de longer_than later_than older_than""",
    under="""less_than fewer_than weniger_als moins_de smaller_than earlier_than younger_than
        shorter_than""",
    except_="""except_for apart_from other_than with_the_exception_of a_l_exception_de""",
    before="prior_to in_advance avant_de ahead_of",
    within="innerhalb_von en_moins_de",
    instead="instead_of rather_than anstatt_zu au_lieu_de",
    only="nothing_but ne_que only_if only_when",
    some="a_few a_number_of ein_paar some_of certain_of",
    most="in_most_cases as_a_rule in_general in_der_regel en_general most_of",
    many="a_lot_of lots_of plenty_of",
)

# Several words for one plain word, or for none at all.
PLAIN_PHRASES: dict[str, str] = _same(
    ensure="make_sure makes_sure making_sure",
    immediately="at_once right_away straight_away",
    contact="reach_out reach_out_to get_in_touch get_in_touch_with",
    cancel="call_off",
) | dict.fromkeys(
    ("in order", "in order to", "as well as", "such as", "in addition", "in short", "first of all",
     "for example", "for instance", "of course", "in fact", "by the way", "after all"), ""
)  # fmt: skip

_EN = _same(
    not_="not no never none nobody nothing neither nor without n't nowhere",
    can="can may might could",
    must="must shall",
    should="should ought",
    all="all every each always everyone everything everybody entire whole both",
    any="any anyone anything either",
    some="some several certain sometimes occasionally",
    most="most usually generally normally mostly typically commonly",
    many="many often frequently",
    few="few rarely seldom hardly barely scarcely",
    only="only solely exclusively",
    atleast="minimum",
    upto="maximum",
    except_="except unless excluding exclude excludes excluded",
    before="before",
    after="after",
    within="within during",
    over="over above exceed exceeds exceeding beyond",
    under="under below beneath",
    until="until till",
    since="since",
    more="more",
    less="less fewer",
    nearly="about approximately around roughly nearly almost circa approx",
    instead="instead",
    exactly="exactly precisely",
)
_DE = _same(
    not_="nicht kein keine keinen keinem keiner keines nie niemals nichts niemand weder noch ohne",
    can="kann kannst konnen konnte konnten darf durfen durft",
    must="muss mussen musst musste",
    should="soll sollen sollte sollten",
    all="alle allen aller jede jeder jedes jeden jedem immer beide",
    some="einige manche mehrere manchmal",
    most="meist meistens normalerweise ublicherweise meisten",
    many="viele vielen oft haufig",
    few="wenige selten kaum",
    only="nur ausschliesslich lediglich",
    atleast="mindestens wenigstens",
    upto="hochstens maximal",
    except_="ausser ausgenommen",
    before="vor bevor vorher",
    after="nach nachdem danach",
    within="innerhalb binnen wahrend",
    over="uber",
    under="unter",
    until="bis",
    since="seit",
    more="mehr",
    less="weniger",
    nearly="etwa ungefahr rund zirka ca",
    instead="statt anstatt",
    exactly="genau",
)
_FR = _same(
    not_="pas non jamais rien aucun aucune ni sans personne",
    can="peut peuvent pouvez pouvons puis peux pourrait pourraient",
    must="doit doivent devez devons faut devra devront",
    should="devrait devraient devriez",
    all="tous toutes tout toute chaque toujours",
    some="certains certaines parfois plusieurs quelques",
    most="plupart generalement normalement",
    many="souvent beaucoup nombreux",
    few="rarement",
    only="seulement uniquement exclusivement seul seule",
    atleast="minimum",
    upto="maximum",
    except_="sauf excepte hormis",
    before="avant",
    after="apres",
    within="pendant",
    over="dessus",
    under="dessous",
    until="jusqu'a jusqu'au jusque",
    since="depuis",
    more="plus",
    less="moins",
    nearly="environ",
    exactly="exactement",
)
TURNING: dict[str, dict[str, str]] = {"en": _EN, "de": _DE, "fr": _FR}

# Senses that may come or go in a rewording without changing what is promised: "within two days"
# for "in two days", "about" needs its number and is held by it.
LOOSE = frozenset({"any", "more", "since", "exactly", "within"})
