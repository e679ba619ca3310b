"""Reading articles: what is taken, and where in which file it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autocrm.errors import Conflict, Invalid
from autocrm.usecases.import_articles import import_articles, read_article

GOOD = '+++\ntitle = "Brewing"\nslug = "brewing"\ncategory = "other"\n+++\n\n# Hot\n\nWater.\n\n'


class Kept:
    """A knowledge base that keeps what it is asked to save."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.saved: list[dict[str, Any]] = []
        self.refusal = refusal

    async def save(self, **article: Any) -> dict[str, Any]:
        if self.refusal:
            raise self.refusal
        self.saved.append(article)
        return {"slug": article["slug"], "changed": True}


def write(folder: Path, text: str, name: str = "an-article.md") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_front_matter_and_markdown_are_told_apart(tmp_path: Path) -> None:
    file = read_article(write(tmp_path, GOOD))
    assert file.fields == {"title": "Brewing", "slug": "brewing", "category": "other"}
    assert file.content == "# Hot\n\nWater."


def test_the_name_of_the_file_is_the_slug_where_none_is_given(tmp_path: Path) -> None:
    assert read_article(write(tmp_path, '+++\ntitle = "A"\n+++\nText')).slug == "an-article"


def test_bom_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    changed = "\ufeff" + GOOD.replace("\n", "\r\n")
    assert read_article(write(tmp_path, changed)).content == "# Hot\n\nWater."


def test_odd_line_separators_stay_in_the_text(tmp_path: Path) -> None:
    text = '+++\ntitle = "A"\n+++\none\u2028still one\x0band'
    assert read_article(write(tmp_path, text)).content == "one\u2028still one\x0band"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("# No front matter", 1, "must begin with a line +++"),
        ('+++\ntitle = "A"\n', 1, "second line +++"),
        ("+++\ntitle = A\n+++\nx", 2, "not TOML"),
        ('+++\ntitle = "A"\nslug = x\n+++\nx', 3, "not TOML"),
        ('+++\nslug = "a"\n+++\nx', 1, "needs a title"),
        ('+++\ntitle = "A"\nslug = "A b"\n+++\nx', 3, "no slug"),
        ('+++\ntitle = "A"\nvisibility = "all"\n+++\nx', 3, "public, internal, team"),
        ('+++\ntitle = "A"\nstatus = "live"\n+++\nx', 3, "draft, published, archived"),
        ('+++\ntitle = "A"\nlanguage = "english"\n+++\nx', 3, "two letters"),
        ('+++\ntitle = "A"\nvisibility = "team"\n+++\nx', 3, "belong together"),
        ('+++\ntitle = "A"\nauthor = "me"\n+++\nx', 3, "'author' is not known"),
        ("+++\ntitle = 3\n+++\nx", 2, "a text in quotes"),
        ('+++\ntitle = "A"\n+++\n \n', 1, "no text"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(Invalid, match="an-article") as caught:
        read_article(path)
    assert caught.value.message.startswith(f"{path}:{line}: ")
    assert said in caught.value.message


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes(b'+++\ntitle = "A"\n+++\nZo\xeb')
    with pytest.raises(Invalid, match=r"latin\.md:4: the file is not UTF-8"):
        read_article(path)


async def test_nothing_is_saved_when_one_file_is_wrong(tmp_path: Path) -> None:
    kept = Kept()
    paths = [write(tmp_path, GOOD), write(tmp_path, "nothing", "b.md")]
    with pytest.raises(Invalid):
        await import_articles(kept, paths)
    assert kept.saved == []


async def test_two_files_with_one_slug_are_refused(tmp_path: Path) -> None:
    paths = [write(tmp_path, GOOD), write(tmp_path, GOOD, "b.md")]
    with pytest.raises(Invalid, match=r"b\.md:3: the slug 'brewing' is that of"):
        await import_articles(Kept(), paths)


async def test_each_file_is_one_call(tmp_path: Path) -> None:
    kept = Kept()
    path = write(tmp_path, GOOD)
    [result] = await import_articles(kept, [path])
    assert result == {"path": str(path), "slug": "brewing", "changed": True}
    assert kept.saved == [
        {
            "slug": "brewing",
            "title": "Brewing",
            "category": "other",
            "body": "# Hot\n\nWater.",
            "questions": [],
        }
    ]


async def test_what_the_database_refuses_names_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    with pytest.raises(Conflict, match=r"an-article\.md: Taken\."):
        await import_articles(Kept(Conflict("Taken.")), [path])


QUESTION = '[[questions]]\nask = ["How hot?"]\nanswer = ["{}"]\n'


async def test_questions_that_the_article_answers_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("+++\n\n#", QUESTION.format("Water.") + "+++\n\n#"))
    kept = Kept()
    await import_articles(kept, [path])
    assert kept.saved[0]["questions"] == [{"ask": ["How hot?"], "answer": ["Water."]}]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (QUESTION.format("Boiling."), "does not stand word for word in the article: Boiling."),
        ('[[questions]]\nask = ["How hot?"]\n', "needs ask"),
        ('[[questions]]\nask = "How hot?"\nanswer = ["Water."]\n', "must be a list of texts"),
    ],
)
def test_a_question_without_a_quoted_answer_is_refused(
    tmp_path: Path, table: str, said: str
) -> None:
    path = write(tmp_path, GOOD.replace("+++\n\n#", table + "+++\n\n#"))
    with pytest.raises(Invalid, match="question 1") as caught:
        read_article(path)
    assert said in caught.value.message
