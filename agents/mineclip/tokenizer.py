"""CLIP's tokenizer, offline: byte pairs of lower-case words.

The table is OpenAI's (see bpe/NOTICE); the text is prepared as the tokenizer of `openai/clip-vit-base-patch16` on the
Hugging Face hub does, which MineCLIP uses.
"""

import gzip
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import torch
from tokenizers import Encoding, Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor

from agents.errors import RewardError
from agents.mineclip.config import CONTEXT, END, PAD, START

_MERGES = Path(__file__).parent / "bpe" / "merges.txt.gz"
_END_OF_WORD = "</w>"
_WORD = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
_ROOM = CONTEXT - 2
_SOME = 12


def tokenize(prompts: Sequence[str], vocabulary: tuple[int, ...] | None = None) -> Tensor:
    """Return sentences as token ids (N, 77) int64: start, text, end, zeros.

    Args:
        prompts: Sentences, at least one.
        vocabulary: Ids that may occur; None for all.

    Raises:
        RewardError: There is none, or one is empty, too long, or has a word outside the vocabulary.
    """
    if isinstance(prompts, str) or not prompts:
        raise RewardError(f"prompts must be a list of at least one sentence, not {prompts!r}")
    tokens = torch.full((len(prompts), CONTEXT), PAD)
    for row, prompt in zip(tokens, prompts, strict=True):
        encoding = _encode(prompt)
        if vocabulary is not None:
            _check_known(prompt, encoding, vocabulary)
        row[: len(encoding.ids) + 2] = torch.tensor([START, *encoding.ids, END])
    return tokens


def vocabulary_of(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the ids that occur in sentences, and those of start, end and padding, ascending."""
    return tuple(sorted({PAD, START, END}.union(*(_encode(text).ids for text in texts))))


@cache
def known_words(vocabulary: tuple[int, ...]) -> tuple[str, ...]:
    """Return the words of a vocabulary that are one token each, in the order of the alphabet."""
    texts = (_tokenizer().id_to_token(token) or "" for token in vocabulary)
    words = (text.removesuffix(_END_OF_WORD) for text in texts if text.endswith(_END_OF_WORD))
    return tuple(sorted(word for word in words if word.isalpha()))


def _encode(prompt: str) -> Encoding:
    """Return the tokens of a sentence without start and end, checked."""
    encoding = _tokenizer().encode(prompt)
    if not encoding.ids:
        raise RewardError(f"a prompt says what to look for, such as 'shear a sheep'; this one is empty: {prompt!r}")
    if len(encoding.ids) > _ROOM:
        cut = prompt[encoding.offsets[_ROOM][0] :].strip()
        raise RewardError(
            f"a prompt has {_ROOM} tokens at most ({CONTEXT} with start and end), this one {len(encoding.ids)}: "
            f"shorten it by its end, which would be cut: '{cut}'"
        )
    return encoding


def _check_known(prompt: str, encoding: Encoding, vocabulary: tuple[int, ...]) -> None:
    unknown = [place for place, token in enumerate(encoding.ids) if token not in vocabulary]
    if unknown:
        word = _word_at(prompt, encoding, unknown[0])
        words = known_words(vocabulary)
        near = get_close_matches(word.lower(), words)
        raise RewardError(
            f"this model never saw the word '{word}' of '{prompt}'; it knows {len(words)} words"
            f"{', the nearest are ' + ', '.join(near) if near else ', such as ' + ', '.join(words[:_SOME])}"
        )


def _word_at(prompt: str, encoding: Encoding, place: int) -> str:
    """Return the whole word that a token is of."""
    word = encoding.word_ids[place]
    spans = [span for span, other in zip(encoding.offsets, encoding.word_ids, strict=True) if other == word]
    return prompt[spans[0][0] : spans[-1][1]]


@cache
def _tokenizer() -> Tokenizer:
    """Return the tokenizer. Ids count the bytes, the bytes that end words, the merges, start and end, in this order."""
    lines = gzip.decompress(_MERGES.read_bytes()).decode("utf-8").splitlines()
    merges = [(first, second) for first, second in map(str.split, lines)]
    signs = _byte_signs()
    names = signs + [sign + _END_OF_WORD for sign in signs] + ["".join(merge) for merge in merges]
    ids = {name: number for number, name in enumerate(names)}
    tokenizer = Tokenizer(models.BPE(ids, merges, continuing_subword_prefix="", end_of_word_suffix=_END_OF_WORD))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORD), "removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    return tokenizer


def _byte_signs() -> list[str]:
    """Return the sign that stands for each byte, in the order of ids: first printable ones, for themselves."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(0x100 + place) for place in range(len(others))]
