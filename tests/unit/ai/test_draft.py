"""Answers are quotations: exact, cited, in the customer's language, or not at all."""

from collections.abc import Sequence

import pytest

from autocrm.adapters.llm.local import LocalLLM, prompt_hash
from autocrm.ai.compose import compose_mail, greeting
from autocrm.ai.draft import draft_extractive
from autocrm.ai.features import ngram_matrix
from autocrm.ai.train import Example, train_head
from autocrm.domain.draft import Draft
from tests.unit.ai.answer_cast import BODY, EVIDENCE, mail, triage


class WordEmbedder:
    """Texts that share words are near: enough to test what is done with vectors."""

    model = "words"
    languages: frozenset[str] | None = frozenset({"en"})

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [row.tolist() for row in ngram_matrix(texts)]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


async def draft(text: str, language: str = "en") -> Draft:
    return await draft_extractive(mail(text), triage(language=language), EVIDENCE, WordEmbedder())


async def test_every_sentence_stands_where_it_says() -> None:
    found = await draft("How long do parcels to Germany take to arrive after dispatch?")
    first = found.sentences[0]
    cited = first.citations[0]
    assert first.text == "Parcels to Germany arrive three to five working days after dispatch."
    assert BODY[cited.start : cited.end] == first.text
    assert (cited.slug, cited.article_version) == ("delivery-times", 1)
    assert found.text.startswith("Hello Ada Byron,\n\nParcels to Germany")
    assert "- Delivery times by country" in found.text


async def test_another_country_is_not_quoted() -> None:
    found = await draft("How long do parcels to France take?")
    assert [s.text for s in found.sentences] == [
        "Parcels to France arrive four to six working days after dispatch."
    ]


async def test_two_questions_get_two_articles() -> None:
    found = await draft(
        "How long do parcels to Germany take? How many clicks on the Kiesel for a French press?"
    )
    assert [s.citations[0].slug for s in found.sentences] == ["delivery-times", "grind-sizes"]


async def test_the_worst_answered_question_decides() -> None:
    one = await draft("How many clicks on the Kiesel for a French press?")
    both = await draft(
        "How many clicks on the Kiesel for a French press? Do you rent bicycles in Oslo?"
    )
    assert one.answerability > 2 * both.answerability
    assert not both.answerable
    assert both.reason == "No article clearly answers: Do you rent bicycles in Oslo?"


async def test_german_is_answered_by_words_alone() -> None:
    found = await draft("Was kostet der Versand nach Deutschland?", "de")
    assert found.sentences[0].text == "Der Versand nach Deutschland kostet CHF 14."
    assert found.text.startswith("Guten Tag Ada Byron\n\n")


async def test_no_article_in_the_language_means_no_answer() -> None:
    found = await draft("Combien coûte la livraison ?", "fr")
    assert (found.answerable, found.sentences, found.text) == (False, (), "")
    assert found.reason == "No article in French answers this message."


async def test_no_evidence_means_no_answer() -> None:
    found = await draft_extractive(mail("Hi"), triage(), [], WordEmbedder())
    assert found.reason == "No article was found for this message."


async def test_an_empty_mail_is_no_question() -> None:
    assert not (await draft("")).answerable


async def test_the_same_mail_gives_the_same_draft() -> None:
    text = "How long do parcels to Germany take?"
    assert await draft(text) == await draft(text)


async def test_the_local_model_does_both_steps() -> None:
    examples = [
        Example("parcel delivery", "en", "shipping"),
        Example("where is the parcel", "en", "shipping"),
        Example("clicks of the grinder", "en", "care"),
        Example("clean the grinder", "en", "care"),
    ]
    head, _ = train_head(examples, [None] * 4, ["shipping", "care"])
    model = LocalLLM(WordEmbedder(), head)
    context = mail("How long do parcels to Germany take?")
    found = await model.triage(context, ["shipping", "care"])
    assert (found.category, found.language, found.model) == ("shipping", "en", "local")
    drafted = await model.draft(context, found, EVIDENCE)
    assert drafted.prompt_hash == prompt_hash()
    assert drafted.sentences


async def test_triage_names_a_foreign_language() -> None:
    head, _ = train_head([Example(f"text {n}", "en", "a") for n in range(3)], [None] * 3, ["a"])
    context = mail("Buongiorno, vorrei sapere quanto costa la spedizione in Italia.")
    found = await LocalLLM(WordEmbedder(), head).triage(context, ["a"])
    assert found.language == "it"
    assert "foreign_language" in found.flags


@pytest.mark.parametrize(
    ("name", "language", "greeted"),
    [
        ("Ada Byron", "en", "Hello Ada Byron,"),
        ("Ada", "de", "Guten Tag Ada"),
        ("Ada", "fr", "Bonjour Ada,"),
        ("", "en", "Hello,"),
        ("ada@x.example", "fr", "Bonjour,"),
        ("Ada <script>", "en", "Hello,"),
        ("Visit https://x.example", "en", "Hello,"),
        ("x" * 61, "de", "Guten Tag"),
    ],
)
def test_greeting(name: str, language: str, greeted: str) -> None:
    assert greeting(name, language) == greeted


def test_a_language_without_templates_is_greeted_in_english() -> None:
    assert compose_mail((), "Ada", "it").startswith("Hello Ada,")
