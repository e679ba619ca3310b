"""What generated customers and agents say: sentences with slots, in English and German."""

from __future__ import annotations

# fmt: off
# By category and language: what a subject is, what is asked, and what is answered.
SUBJECTS: dict[str, dict[str, tuple[str, ...]]] = {
    "shipping": {
        "en": ("Where is order {order}?", "{rare} has not arrived", "Delivery to {city}"),
        "de": ("Wo bleibt Bestellung {order}?", "{rare} ist nicht da", "Lieferung nach {city}"),
    },
    "product_care": {
        "en": ("{rare} grinds unevenly", "Cleaning the {rare}", "{product} makes a noise"),
        "de": ("{rare} mahlt ungleich", "{rare} reinigen", "{product} macht Geräusche"),
    },
    "store_info": {
        "en": ("Opening hours in {city}", "Do you stock {rare}?", "Tasting on {day}"),
        "de": ("Öffnungszeiten {city}", "Führen Sie {rare}?", "Verkostung am {day}"),
    },
    "returns": {
        "en": ("Return of {product}", "Wrong size: {rare}", "Order {order} damaged"),
        "de": ("Rückgabe {product}", "Falsch geliefert: {rare}", "Bestellung {order} beschädigt"),
    },
    "billing": {
        "en": ("Invoice {order}", "Charged twice for {order}", "Refund for {rare}"),
        "de": ("Rechnung {order}", "{order} doppelt belastet", "Erstattung für {rare}"),
    },
    "subscription": {
        "en": ("Pause my subscription", "More {rare} every month", "Cancel {order}"),
        "de": ("Abo pausieren", "Mehr {rare} im Monat", "{order} kündigen"),
    },
    "account": {
        "en": ("I cannot sign in", "New address in {city}", "Close my account {order}"),
        "de": ("Anmeldung geht nicht", "Neue Adresse in {city}", "Konto {order} löschen"),
    },
    "legal": {
        "en": ("Data about me", "Contract {rare}", "Terms for {city}"),
        "de": ("Auskunft über meine Daten", "Vertrag {rare}", "Bedingungen für {city}"),
    },
    "other": {
        "en": ("A question", "About {rare}", "Cooperation with {rare}"),
        "de": ("Eine Frage", "Wegen {rare}", "Zusammenarbeit mit {rare}"),
    },
}
QUESTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "shipping": {
        "en": ("I ordered the {product} on {day} and order {order} is still not here.",
               "The parcel with {rare} was to be in {city} by {day}.",
               "Tracking of {order} has said {rare} for days."),
        "de": ("Am {day} habe ich {product} bestellt, {order} ist immer noch nicht da.",
               "Das Paket mit {rare} sollte bis {day} in {city} sein.",
               "Die Verfolgung von {order} sagt seit Tagen {rare}."),
    },
    "product_care": {
        "en": ("My {product} {rare} loses water after {count} cups.",
               "How often do I have to clean the {rare}? It has made {count} cups.",
               "Since {day} the {product} sounds like a mill full of stones."),
        "de": ("Mein {product} {rare} verliert nach {count} Tassen Wasser.",
               "Wie oft muss ich {rare} reinigen? Es waren {count} Tassen.",
               "Seit {day} klingt {product} wie eine Mühle voller Steine."),
    },
    "store_info": {
        "en": ("When is the shop in {city} open on {day}?",
               "Is there {rare} in {city}, and can I taste it?",
               "Would there be room for {count} people on {day}?"),
        "de": ("Wann ist der Laden in {city} am {day} offen?",
               "Gibt es {rare} in {city}, und kann man es kosten?",
               "Wäre am {day} Platz für {count} Personen?"),
    },
    "returns": {
        "en": ("The {product} from order {order} came broken, I would like another.",
               "I would like to send {rare} back, it is not what I expected.",
               "Only {count} of the pieces in {order} were in the box."),
        "de": ("{product} aus {order} kam zerbrochen an, ich hätte gern Ersatz.",
               "Ich möchte {rare} zurückschicken, es ist nicht, was ich erwartet habe.",
               "Nur {count} Stück aus {order} lagen in der Schachtel."),
    },
    "billing": {
        "en": ("Invoice {order} shows {count} francs too much.",
               "You took the money for {order} twice, on {day} and the day after.",
               "Where is the refund for {rare}? It has been {count} days."),
        "de": ("Auf Rechnung {order} stehen {count} Franken zu viel.",
               "Sie haben {order} zweimal abgebucht, am {day} und tags darauf.",
               "Wo bleibt die Erstattung für {rare}? Es sind {count} Tage."),
    },
    "subscription": {
        "en": ("We are away for {count} weeks: please pause until {day}.",
               "Can I change {rare} to the {product}, from {day} on?",
               "I would like to end subscription {order}."),
        "de": ("Wir sind {count} Wochen weg: bitte bis {day} pausieren.",
               "Kann ich ab {day} von {rare} auf {product} wechseln?",
               "Ich möchte das Abo {order} beenden."),
    },
    "account": {
        "en": ("The link that should set a new password says {rare}.",
               "We have moved to {city}: please change the address of {order}.",
               "Please delete my account, I have not ordered since {day}."),
        "de": ("Der Link für ein neues Passwort sagt {rare}.",
               "Wir sind nach {city} gezogen: bitte die Adresse von {order} ändern.",
               "Bitte löschen Sie mein Konto, seit {day} habe ich nichts bestellt."),
    },
    "legal": {
        "en": ("Please tell me which data you keep about me and {rare}.",
               "Clause {count} of the contract with {rare} is not clear to us."),
        "de": ("Bitte nennen Sie mir die Daten, die Sie über mich und {rare} haben.",
               "Ziffer {count} des Vertrags mit {rare} ist uns nicht klar."),
    },
    "other": {
        "en": ("Do you know anybody who repairs {rare} in {city}?",
               "I write for {rare} and would like to visit you on {day}."),
        "de": ("Kennen Sie jemanden, der in {city} {rare} repariert?",
               "Ich schreibe für {rare} und würde Sie am {day} gern besuchen."),
    },
}
ANSWERS: dict[str, tuple[str, ...]] = {
    "en": ("I have looked into {order}: it leaves us on {day}.",
           "Please send us a picture of the {rare}, then we can say more.",
           "We have credited {count} francs; you will see it by {day}.",
           "The {product} needs a new seal: I have sent you one to {city}.",
           "That is done. Is there anything else about {rare}?"),
    "de": ("Ich habe {order} nachgesehen: es geht am {day} raus.",
           "Bitte schicken Sie uns ein Bild von {rare}, dann wissen wir mehr.",
           "Wir haben {count} Franken gutgeschrieben, bis {day} sehen Sie es.",
           "{product} braucht eine neue Dichtung: sie ist unterwegs nach {city}.",
           "Das ist erledigt. Gibt es noch etwas zu {rare}?"),
}
FOLLOW_UPS: dict[str, tuple[str, ...]] = {
    "en": ("Thank you, but {rare} is still the same.", "And what about order {order}?",
           "Here is what you asked for: {rare}, {count}.", "Could it be done by {day}?"),
    "de": ("Danke, aber {rare} ist noch immer gleich.", "Und was ist mit {order}?",
           "Hier, was Sie wollten: {rare}, {count}.", "Ginge es bis {day}?"),
}
BACK_AGAIN: dict[str, tuple[str, ...]] = {
    "en": ("It has happened again: {rare}, as before.", "I am afraid {order} is not settled."),
    "de": ("Es ist wieder passiert: {rare}, wie vorher.", "Leider ist {order} nicht erledigt."),
}
ASIDES: dict[str, tuple[str, ...]] = {
    "en": ("I have been a customer since the shop in {city} opened.", "My neighbour has the same.",
           "It was a present for {rare}.", "I need it for {count} guests on {day}.",
           "The number on the box is {order}."),
    "de": ("Ich bin Kunde, seit es den Laden in {city} gibt.", "Beim Nachbarn ist es genauso.",
           "Es war ein Geschenk für {rare}.", "Ich brauche es am {day} für {count} Gäste.",
           "Auf der Schachtel steht {order}."),
}
NOTES = ("Asked the roastery about {rare}.", "Customer has written about {order} before.",
         "Waiting for {city} to call back.", "Gave {count} francs as goodwill.")
COMMENTS = {
    True: ("Quick and kind, thank you!", "All good.", "{rare} works again, great."),
    False: ("It took far too long.", "Nobody read what I wrote about {rare}.", "Not solved."),
}
GREETING = {"en": ("Hello,", "Good morning,", "Hi,"), "de": ("Guten Tag", "Hallo", "Grüezi")}
PRODUCTS = ("hand grinder", "espresso machine", "moka pot", "kettle", "filter holder", "scale",
             "milk jug", "roasting sampler", "travel press", "cold brew jar")
CITIES = ("Basel", "Bern", "Zürich", "Luzern", "Chur", "Lausanne", "Freiburg", "Leeds", "Lyon",
           "Milano", "Wien", "Gent")
DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"),
}
# fmt: on
