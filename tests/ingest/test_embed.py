"""Claims about descriptions: names are masked, and the model reads texts of one length together."""

import numpy as np
import pytest

from ingest.embed import BATCH, Description, batches, described, embed, load_model, masked

FOLK = (
    "{name} was an English singer and songwriter, known for his acoustic guitar and quiet, melancholy"
    " songs. {name} made three albums and found few listeners in his life."
)
RAP = (
    "{name} is a Canadian rapper and singer. {name} broke every record of streaming with hip hop albums full"
    " of boasts and confessions."
)


def test_a_name_and_the_surname_alone_are_masked() -> None:
    text = "Nick Drake sang. DRAKE's guitar; Drake was shy. Drakensberg is a mountain."
    assert masked(text, ["Nick Drake"]) == (
        "this artist sang. this artist's guitar; this artist was shy. Drakensberg is a mountain."
    )


def test_a_band_named_by_a_word_is_masked_as_a_name_only() -> None:
    assert masked("Low are quiet, and low on money.", ["Low"]) == (
        "this artist are quiet, and low on money."
    )


def test_texts_are_read_by_length_and_none_is_lost() -> None:
    texts = [Description(n, ("x" * (1 + n * 37 % 500),)) for n in range(3 * BATCH + 5)]
    read = list(batches(texts))
    assert [len(batch) for batch in read] == [BATCH] * 3 + [5]
    lengths = [len(text.parts[0]) for batch in read for text in batch]
    assert lengths == sorted(lengths, reverse=True)
    assert sorted(text.artist_id for batch in read for text in batch) == list(range(len(texts)))


@pytest.mark.slow
def test_nick_drake_is_not_near_drake() -> None:
    model = load_model()
    named = [("Nick Drake", FOLK), ("Drake", RAP), ("Bert Jansch", FOLK), ("Kendrick Lamar", RAP)]
    nick, drake, bert, kendrick = embed(
        model, [described(0, [name], text.format(name=name), ()) for name, text in named]
    )
    assert nick @ bert > 0.999  # but for their names they are described alike
    assert drake @ kendrick > 0.999
    assert nick @ drake < 0.6
    plain = [Description(0, (text.format(name=name),)) for name, text in named[:2]]
    unmasked = embed(model, plain)
    assert nick @ drake <= unmasked[0] @ unmasked[1] + 0.1
    assert np.allclose(np.linalg.norm(unmasked, axis=1), 1)
