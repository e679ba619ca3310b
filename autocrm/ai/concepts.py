"""A small thesaurus of customer service: one concept, its words in three languages.

It lets "postage" meet "shipping" and "livraison" meet "Versand". That is what the
English-only embedding model cannot do, and what two dozen examples cannot teach.
Entries are beginnings of folded words; a leading "=" asks for the whole word, a leading
"~" finds the part anywhere in a word (German compounds).
"""

from __future__ import annotations

from functools import lru_cache

_LISTED: dict[str, str] = {
    "delivery": """deliver ship =shipping =shipment postage =post dispatch =sent courier carrier
        despatch arriv reach =dhl =ups ~liefer ~versand ~versend ~verschick ~zustell =unterwegs
        ankomm
        =angekommen kurier livr expedi envoi envoy =port achemin transporteur parvenu =arrive""",
    "parcel": """parcel packag =packet =box =paket pakete pakets ~paket paeckli packchen packli
        sendung ~sendung colis paquet""",
    "order": "order purchas =bought =buy ~bestell =kauf ~gekauft command achat achet",
    "track": """track =trace traceable locat ~verfolg sendungsnummer =tracking suivi suivre
        trackingnummer""",
    "customs": "customs =duty duties =tariff import =zoll ~zoll verzoll ~einfuhr douan =taxes",
    "country": """abroad international =overseas =eu europe ~ausland international etranger
        europeen""",
    "cost": """=cost =costs costing =price pric =fee =fees =charge =charges expensive =cheap cheaper
        =rate =rates tarif ~kost preis ~preis gebuhr ~gebuhr teuer =kostet gunstig =cout couter
        coute
        prix =frais combien cher =chere""",
    "free": "=free gratis kostenlos kostenfrei =umsonst gratuit offert =offerte",
    "late": """=late later delay overdue =stuck =waiting =lost missing verspat verzoger vermiss
        verloren =fehlt retard perdu =attends =attend egar bloqu""",
    "address": """=address adress ~adresse =moved =moving relocat umzug umgezogen =zieh demenag
        =neighbour =neighbor nachbar voisin""",
    "pickup": "collect pickup =pick abhol ~abhol selbstabholung retrait recuperer =retirer",
    "subscription": """subscri =plan =plans recurring membership =abo ~abo =abos abonn ~abonnement
        abonnement""",
    "pause": """=pause paus =skip skipping suspend =hold holiday vacation ~pausier =pause aussetz
        uberspring ferien urlaub vacances suspendre =sauter interromp""",
    "cancel": """cancel =stop =end terminat unsubscrib =quit =leave =kund kund ~kundig ~gekundigt
        stornier ~storn =stopp annul resili arret mettre_fin abbestell""",
    "frequency": """weekly monthly =week =weeks fortnight interval rhythm frequen =often
        ~wochentlich
        ~monatlich =wochen intervall rhythmus ~abstand hebdomad mensuel =semaines rythme""",
    "return": """return =sendback =back refund reimburs exchange =swap money-back ~zuruck ruckgabe
        ~ruckgabe
        retour ~retour erstatt ~erstatt umtausch ~tausch widerruf renvo rembours echang retract""",
    "damaged": """damag =broken =broke crack smash dent =torn leak shatter =faulty defect ~defekt
        kaputt beschadigt ~beschadig zerbroch gerissen =bruch =risse casse abim endommag defectueu
        =brise
        fele dechir""",
    "wrong": """=wrong incorrect mistake mixed =instead falsch ~verwechsel =statt =irrtum erreur
        =mauvais tromp""",
    "warranty": """warrant guarantee repair spare ~garantie ~gewahrleistung reparatur ersatzteil
        garanti repar =piece""",
    "clean": """clean =wash rinse descal limescale =scale dishwasher scrub ~reinig putz ~entkalk
        =kalk
        spulmaschine waschen nettoy =laver detartr calcaire vaisselle entretien""",
    "grind": """grind ground grinder coarse =fine finer burr =mahl ~mahl gemahlen muhle ~muhle moul
        =mouture grossier""",
    "brew": """brew espresso filter aeropress chemex =press =moka drip pour-over recipe =water
        temperature
        =grams =bloom ~bruh zubereit rezept =wasser ~wasser infus recette =eau extraction =dose
        tasse =cup
        =tasse =pot dripper kanne""",
    "taste": """tast =bitter =sour acid flavour flavor aroma roast =notes ~geschmack schmeck =sauer
        ~rost
        rostung gout amer acide torref arome""",
    "store_goods": """=store =stored storage =keep =fresh freez airtight shelf-life expir =stale
        lager ~lager frisch haltbar einfrier conserv frais congel peremption""",
    "ingredient": """allerg vegan gluten lactose organic decaf caffeine =milk ingredient ~allerg
        zutat koffein
        entkoffein ~bio biologique decafein cafeine ingredient lait ~milch fairtrade ethic""",
    "coffee": """coffee =bean =beans =bag =bags blend ~kaffee ~bohne =bohnen cafe =grains =sachet
        melange""",
    "gear": """kettle machine scale =scales =brewer equipment appliance ~kocher ~maschine waage
        ~gerat bouilloire balance appareil""",
    "hours": """=open opening =hours =closed =close closing sunday saturday weekend =offen ~offnung
        geoffnet
        geschlossen sonntag samstag feiertag ouvert ouvr horaire ferme dimanche samedi ferie""",
    "opening": """=open =opens opening =closed =close =closes ~offnung =offen geoffnet geschlossen
        schliesst =zu =ouvert =ouverts =ouverte ouvre ferme =ferment horaire""",
    "place": """=shop =store =located location =parking =park =tram =bus =station wheelchair
        directions =map =dog =dogs
        terrace =laden ~geschaft anfahrt parkplatz ~parkplatz haltestelle rollstuhl boutique magasin
        adresse_boutique
        stationn =gare fauteuil terrasse =hund =chien =toilet =wifi =wlan =seat seats sitzplatz
            =place_assise""",
    "event": """workshop course class =classes tasting event =reserve reservation =book booking
        =group
        ~kurs verkostung ~anlass reservier ~gruppe atelier cours degustation reserver =groupe =tour
        führung visit
        besichtig fuhrung""",
    "invoice": """invoice =bill =bills receipt statement =vat =tax ~rechnung beleg quittung ~steuer
        mwst facture
        recu =tva justificatif""",
    "payment": """pay =paid =card =cards credit debit twint paypal =bank transfer declin =charged
        direct_debit ~zahl
        ~karte kreditkarte uberweis lastschrift abgebucht ~abbuch belastet abgelehnt pai =carte
        virement preleve
        debit refus""",
    "double": "=twice =double =duplicate doppelt zweimal =deux_fois =double doublon",
    "discount": """discount voucher coupon =promo promotion =code loyalty =points gutschein
        ~gutschein rabatt ~rabatt ~treue =bon remise reduction =fidelite""",
    "gift": "=gift =gifts gifting present_ geschenk ~geschenk cadeau =offrir",
    "login": """password =login =log =sign signin =locked verification authenticat passwort
        ~passwort kennwort einlogg
        anmeld ~anmeld gesperrt mot_de_passe =passe connexion connecter identifiant bloque =reset
            =2fa""",
    "account": """=account =accounts profile username register ~konto =profil benutzer registrier
        =compte utilisateur
        inscri""",
    "email_change": "=email =e-mail =mail =mails newsletter =unsubscribe ~mail courriel =spam",
    "personal_data": """gdpr privacy =data erase delete consent personal datenschutz ~datenschutz
        dsgvo loschen ~losch ~daten
        einwillig rgpd donnees effac supprim consentement""",
    "law": """lawyer attorney solicitor =sue =court legal liab contract agreement copyright
        trademark =clause anwalt
        ~anwalt =klage ~klage gericht recht ~vertrag haftung markenrecht avocat tribunal juridi
        contrat plainte droits
        litige licen photograph police_ authority insurer""",
    "job": """=job =jobs vacanc career appli_ intern apprentice hiring =cv bewerb ~stelle =lehre
        praktik emploi candidat =poste =stage =recrut""",
    "cooperation": """sponsor partnership collaborat influencer press journalist donat charity
        spende zusammenarbeit presse journalist partenariat =don =dons tombola seo backlink""",
    "wholesale": """wholesale reseller bulk =office =cafe_ restaurant ~buro grosshandel
        wiederverkauf grossiste bureau revendeur""",
    "praise": """=thanks =thank =love =loved great wonderful amazing =danke toll super merci bravo
        incroyable delicieux""",
    "december": "=dec december dezember decembre =dez",
    "january": "=jan january januar janvier",
    "easter": "easter oster paques",
    "christmas": "christmas xmas weihnacht =noel",
    "duration": """=long =days =day duration =soon =quick ~tage =dauer dauert =lange =jours =jour
        delai duree longtemps""",
}  # fmt: skip
# Towns that customers name where an article names the country.
_COUNTRIES: dict[str, str] = {
    "switzerland": """switzerland swiss schweiz suisse zurich zuerich bern berne basel bale geneva
        genf
        geneve lausanne lugano luzern lucerne winterthur gallen chur ticino tessin zug thun
        fribourg neuchatel sion""",
    "germany": """germany german deutschland allemagne berlin munich munchen muenchen hamburg
        cologne
        koln koeln frankfurt stuttgart freiburg leipzig dresden dusseldorf dortmund bremen
        nuremberg nurnberg hannover konstanz heidelberg bonn karlsruhe""",
    "austria": """austria austrian osterreich oesterreich autriche vienna wien vienne salzburg graz
        innsbruck linz bregenz klagenfurt vorarlberg tyrol tirol""",
    "france": """france french frankreich paris lyon marseille toulouse lille bordeaux nantes
        strasbourg
        strassburg nice montpellier rennes grenoble mulhouse dijon colmar annecy corsica corse
        korsika""",
    "united kingdom": """uk britain british england scotland wales kingdom grossbritannien london
        edinburgh manchester glasgow birmingham bristol leeds liverpool cardiff belfast oxford
        cambridge konigreich royaume angleterre londres ecosse edimbourg""",
    "italy": "italy italian italien italie rome rom milan mailand milano turin naples florence",
    "liechtenstein": "liechtenstein vaduz",
    "netherlands": "netherlands dutch holland niederlande amsterdam rotterdam utrecht pays-bas",
    "belgium": "belgium belgien belgique brussels brussel bruxelles antwerp ghent",
    "spain": "spain spanish spanien espagne madrid barcelona barcelone valencia seville",
    "united states": """usa america american amerika vereinigte etats-unis york chicago boston
        california""",
}  # fmt: skip


# Concepts whose words may stand for one another in a question and its answer. The others
# are topics: good to sort a mail by, too wide to say that an article answers it.
_SYNONYMS = frozenset(
    {"delivery", "parcel", "customs", "free", "pickup", "subscription", "pause", "cancel"}
    | {"damaged", "invoice", "discount", "gift", "wholesale", "opening"}
    | {"december", "january", "easter", "christmas"}
)


def synonyms_of(word: str) -> frozenset[str]:
    """The concepts within which a folded word may be exchanged for another."""
    return concepts_of(word) & _SYNONYMS


@lru_cache(maxsize=65536)
def concepts_of(word: str) -> frozenset[str]:
    """The concepts a folded word belongs to; empty for most words."""
    found = {name for name, entries in _TABLE if any(_fits(word, entry) for entry in entries)}
    country = _PLACES.get(word)
    return frozenset(found | {country}) if country else frozenset(found)


def country_of(word: str) -> str | None:
    """The country a folded word names or lies in."""
    return _PLACES.get(word)


def concept_names() -> tuple[str, ...]:
    """All concepts, in a fixed order."""
    return _NAMES


def _fits(word: str, entry: str) -> bool:
    if entry[0] == "=":
        return word == entry[1:]
    if entry[0] == "~":
        return entry[1:] in word
    return word.startswith(entry)


_TABLE = tuple((name, tuple(entries.split())) for name, entries in _LISTED.items())
_PLACES = {
    word: f"country:{name}" for name, listed in _COUNTRIES.items() for word in listed.split()
}
_NAMES = (*sorted(_LISTED), *sorted({f"country:{name}" for name in _COUNTRIES}))
