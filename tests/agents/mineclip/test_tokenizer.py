# Ids as the tokenizers of open_clip_torch 3.3.0 and of openai/clip-vit-base-patch16 give them.
import pytest

from agents.errors import RewardError
from agents.mineclip.config import END, PAD, START
from agents.mineclip.tokenizer import known_words, tokenize, vocabulary_of

GOLDEN = {
    "a diagram": [320, 22697],
    "Shear a SHEEP!": [32108, 320, 9629, 256],
    "don't hit the cow's   tail;\n it's 123 blocks away": [
        847,
        713,
        2341,
        518,
        9706,
        568,
        4132,
        282,
        585,
        568,
        272,
        273,
        274,
        10113,
        1520,
    ],
    "combat zombie in night desert with diamond sword": [9275, 11819, 530, 930, 7301, 593, 6235, 11356],
    "naïve café ÑANDÚ Straße": [1097, 35689, 563, 15304, 6445, 672, 36019, 1894, 127, 253, 324],
    "木を切る 你好 мир": [19277, 101, 3909, 240, 42748, 229, 3909, 489, 47466, 254, 29290, 377, 38018, 16701, 141, 478],
    "emoji 🙂 works?!": [16327, 14860, 2322, 2835],
    "nether_portal 64x dirt-block": [557, 743, 318, 14982, 277, 275, 343, 11795, 268, 4593],
    "éclair": [3459, 14039],
}


@pytest.mark.parametrize(("text", "ids"), GOLDEN.items())
def test_ids_are_clips(text, ids):
    row = tokenize([text])[0].tolist()
    assert row == [START, *ids, END] + [PAD] * (75 - len(ids))


def test_a_sentence_of_75_tokens_fits_and_one_more_is_refused_with_what_would_be_cut():
    assert (tokenize([" ".join(["tree"] * 75)])[0] != PAD).all()
    with pytest.raises(RewardError, match=r"75 tokens at most .* this one 77: .*would be cut: ', please'") as caught:
        tokenize(["chop", " ".join(["tree"] * 74) + " cow, please"])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_empty_sentences_are_refused(text):
    with pytest.raises(RewardError, match="this one is empty"):
        tokenize(["a cow", text])


@pytest.mark.parametrize("prompts", [[], "chop a tree"])
def test_prompts_are_a_list(prompts):
    with pytest.raises(RewardError, match="must be a list of at least one sentence"):
        tokenize(prompts)


def test_vocabulary_has_what_was_seen_and_names_what_was_not():
    texts = ["Chop a tree.", "shear the sheep", "look at a chicken"]
    vocabulary = vocabulary_of(texts)
    assert list(vocabulary) == sorted({PAD, START, END} | {int(token) for token in tokenize(texts).flatten()})
    assert tokenize(["shear a tree"], vocabulary).equal(tokenize(["shear a tree"]))
    assert known_words(vocabulary) == ("a", "at", "chicken", "chop", "look", "shear", "sheep", "the", "tree")
    with pytest.raises(
        RewardError, match="never saw the word 'sheeps' of 'the sheeps'; it knows 9 words, the nearest are sheep"
    ):
        tokenize(["shear a sheep", "the sheeps"], vocabulary)
    with pytest.raises(RewardError, match=r"'Xylophone' .* such as a, at, chicken"):
        tokenize(["look at the Xylophone"], vocabulary)
