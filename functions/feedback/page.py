"""The page itself: HTML without scripts and without anything from elsewhere."""

from __future__ import annotations

from html import escape
from string import Template
from typing import Any

_WORDS = {
    "en": {
        "title": "How did we do?",
        "about": "Your request #$number is solved.",
        "1": "not at all content", "5": "very content",
        "comment": "Anything you would like to add?", "send": "Send",
        "thanks": "Thank you!",
        "change": "You can change your answer for a while: open the link again.",
        "person": "We are sorry that you are not content: a person will look into it.",
        "stands": "You have rated request #$number: $score of 5. That cannot be changed any more.",
    },
    "de": {
        "title": "Wie waren wir?",
        "about": "Ihre Anfrage #$number ist gelöst.",
        "1": "gar nicht zufrieden", "5": "sehr zufrieden",
        "comment": "Möchten Sie etwas dazu sagen?", "send": "Senden",
        "thanks": "Danke!",
        "change": "Sie können Ihre Antwort eine Weile ändern: öffnen Sie den Link noch einmal.",
        "person": "Es tut uns leid, dass Sie nicht zufrieden sind: ein Mensch sieht es sich an.",
        "stands": "Anfrage #$number haben Sie bewertet: $score von 5. Das bleibt nun so.",
    },
}  # fmt: skip

_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto;
  padding: 0 1rem; }
fieldset { border: 0; padding: 0; margin: 1.5rem 0; display: flex; gap: .6rem; flex-wrap: wrap; }
fieldset label { border: 1px solid; border-radius: .5rem; padding: .5rem .9rem; cursor: pointer; }
.ends { display: flex; justify-content: space-between; font-size: .9rem; opacity: .75; }
textarea { width: 100%; box-sizing: border-box; font: inherit; min-height: 6rem; }
button { font: inherit; padding: .5rem 1.4rem; margin-top: 1rem; cursor: pointer; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
$body
</main>
</body>
</html>
""")

State = dict[str, Any]  # as `feedback_form` gives it


def form_page(state: State) -> str:
    """The form; what was said, when it cannot be changed any more."""
    words = _words(state)
    if not state["open"]:
        return _page(state, words["title"], f"<p>{words['stands']}</p>")
    choices = "\n".join(_choice(n, state["score"]) for n in range(1, 6))
    # Without action the form goes to the page's own address, which holds the token.
    return _page(
        state,
        words["title"],
        f"""<p>{words["about"]}</p>
<form method="post">
<fieldset>
{choices}
</fieldset>
<p class="ends"><span>1: {words["1"]}</span><span>5: {words["5"]}</span></p>
<label for="comment">{words["comment"]}</label>
<textarea id="comment" name="comment" maxlength="4000">{escape(state["comment"])}</textarea>
<button>{words["send"]}</button>
</form>""",
    )


def thanks_page(state: State) -> str:
    """After it was sent; `reopened`: the ticket is to do again."""
    words = _words(state)
    person = f"<p>{words['person']}</p>" if state.get("reopened") else ""
    return _page(state, words["thanks"], f"{person}<p>{words['change']}</p>")


def said_page(sentence: str) -> str:
    """One sentence that says what is wrong and what to do."""
    return _page({"language": "en"}, "Feedback", f"<p>{escape(sentence)}</p>")


def _choice(number: int, chosen: int | None) -> str:
    checked = " checked" if number == chosen else ""
    return (
        f'<label><input type="radio" name="score" value="{number}" required{checked}> {number}'
        "</label>"
    )


def _words(state: State) -> dict[str, str]:
    """In the customer's language, else in English; with the numbers filled in."""
    words = _WORDS.get(state["language"], _WORDS["en"])
    values = {"number": str(state["number"]), "score": str(state["score"])}
    return {name: Template(text).substitute(values) for name, text in words.items()}


def _page(state: State, title: str, body: str) -> str:
    language = state["language"] if state["language"] in _WORDS else "en"
    return _PAGE.substitute(language=language, title=title, body=body)
