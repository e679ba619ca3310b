"""Words that an honest rewording may put for one another, and words that it may add.

Kept tight on purpose: "cheap" is no other word for "price", and "credit" none for "refund". What
is not here counts as another claim, which costs a look by a person and nothing else.
"""

from __future__ import annotations

from functools import lru_cache

from autocrm.ai.words import fold, is_filler, listed, stem

_EN = """
parcel package shipment packet
buy purchase
buyer purchaser customer client
start begin commence
stop end finish
show display
tell inform notify
ask request
send ship dispatch mail post
get receive obtain
give provide offer supply
need require
allow permit let enable
keep retain
choose select pick
change modify alter
cancel terminate
delete remove erase
fix repair
reply answer respond response
contact reach
help assist support assistance
fast quick
free complimentary
cost price fee
pay payment
money fund
company business firm
employee staff
manager supervisor
user member
website site
page webpage
mail email e-mail message
phone telephone
near close
large big
small little
correct right
wrong incorrect
new recent newest latest
person people individual
child children
rule policy
law legislation
place location
introduce present
include contain comprise
make create build
improve enhance boost
increase raise
reduce decrease lower
cut reduce
happen occur
complete full
immediately instantly
often frequently
important essential
various different
additional extra further
annual yearly
monthly month
weekly week
daily day
special exclusive
area region
information detail data
problem issue
try attempt
look see view
goods item product
country nation
state declare
arrive come
mention note
product item
range deal offer
until till
sign register
join enrol enroll
bill invoice
refund reimburse reimbursement
discount reduction
attach enclose
available accessible
store shop
delivery deliver
"""
# Forms that a light stem cannot see to be one word.
_EN += """
pay paid payment
keep kept retain
send sent dispatch ship
show shown display
take took taken
make made
buy bought purchase
find found
tell told inform
give given gave provide
hold held
leave left
begin began begun start
choose chose chosen select
break broke broken
write wrote written
see seen saw
do done did
sell sold
bring brought
grind ground
lose lost
pay-back repay
mean meant
meet met
spend spent
build built
cancel cancelled cancelling cancellation terminate
travel travelled travelling
refer referred referring referral
occur occurred
submit submitted submission
permit permitted
"""
_DE = """
paket sendung packchen
kosten kostet preis
kaufen bestellen
schicken senden versenden verschicken
bekommen erhalten
mail e-mail nachricht
geschaft laden
kostenlos gratis kostenfrei
sofort unverzuglich
"""
_FR = """
colis paquet envoi
couter prix tarif
acheter commander
envoyer expedier
recevoir obtenir
magasin boutique
gratuit offert
"""
_GROUPS = {"en": _EN, "de": _DE, "fr": _FR}

# A rewording may add these: they carry its tone, its reference to a source or to the reader.
_ADDED = {
    "en": listed(
        """
        please note short summary brief regard concern accord mention state say page article help
        answer question case thing customer customers yes remember mind kindly simply currently
        mean means that's so-called let know happy glad thanks hope here ask asked sure certainly
        addition finally additionally furthermore moreover therefore
        thus hence consequently overall specifically example instance respectively namely rest
        assured worry take apologies indeed basically essentially
        """
    ),
    "de": listed(
        """
        bitte hinweis beachten kurz gesagt laut gemass hilfeseite seite artikel frage antwort
        kunde kunden ja ubrigens zudem ausserdem gerne derzeit aktuell
        """
    ),
    "fr": listed(
        """
        veuillez noter bref selon page article question reponse client clients oui outre ailleurs
        actuellement
        """
    ),
}


@lru_cache(maxsize=8)
def _alike(language: str) -> dict[str, frozenset[str]]:
    """Stem to the stems that may stand for it, itself included."""
    groups: dict[str, set[str]] = {}
    for line in _GROUPS.get(language, "").strip().splitlines():
        keys = {stem(fold(word), language) for word in line.split()}
        for key in keys:
            groups.setdefault(key, {key}).update(keys)
    return {key: frozenset(alike) for key, alike in groups.items()}


@lru_cache(maxsize=8)
def _added(language: str) -> frozenset[str]:
    return frozenset(stem(fold(word), language) for word in _ADDED.get(language, frozenset()))


def alike(left: str, right: str, language: str) -> bool:
    """Whether two stems say the same."""
    return left == right or right in _alike(language).get(left, frozenset())


def variants(key: str, language: str) -> frozenset[str]:
    """The stems that may stand for `key`, itself included."""
    return _alike(language).get(key, frozenset({key}))


@lru_cache(maxsize=4096)
def may_be_plain(key: str, language: str) -> bool:
    """Whether a word that says nothing may stand for this one: "get" for "receive"."""
    return any(is_filler(word, language) for word in variants(key, language))


def may_be_added(key: str, language: str) -> bool:
    """Whether a rewording may bring in this stem by itself."""
    return key in _added(language)
