"""The language model from the cache says what the package's own says."""

from __future__ import annotations

from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from autocrm.adapters.embedding.tensors import read_tensors
from autocrm.adapters.languages import (
    install_languages,
    languages_file,
    use_installed_languages,
)
from autocrm.ai import language
from autocrm.ai.language_tables import identifier_of

TEXTS = [
    "Where is my parcel? It should have been here on Monday.",
    "Wo bleibt mein Paket? Es hätte am Montag hier sein sollen.",
    "Où est mon colis ? Il devait arriver lundi.",
    "Где моя посылка?",
    "我的包裹在哪里？",
    "x",
    "\x00\x7f 12 !",
    "",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    install_languages(folder)
    return folder


def test_ranks_are_those_of_the_package_to_the_digit(cache: Path) -> None:
    package = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    package.set_languages(sorted(language.LANGUAGE_NAMES.keys() & set(package.labels)))
    ours = identifier_of(read_tensors(languages_file(cache)))
    for text in TEXTS:
        assert ours.rank(text) == package.rank(text)


def test_from_the_cache_nothing_is_unpacked(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_IDENTIFIER", [])
    monkeypatch.setattr(language, "unpack_tables", lambda _: pytest.fail("it was unpacked"))
    use_installed_languages(cache)
    assert language.detect_language(TEXTS[1]).code == "de"


@pytest.mark.parametrize("left", [0, 5, 1000])
def test_a_cut_file_is_not_used_and_made_again(cache: Path, tmp_path: Path, left: int) -> None:
    whole = languages_file(cache).read_bytes()
    cut = languages_file(tmp_path)
    cut.write_bytes(whole[:left] if left < 1000 else whole[:-left])
    use_installed_languages(tmp_path)
    install_languages(tmp_path)
    assert cut.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [cut]
