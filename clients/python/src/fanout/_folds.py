"""The folds of a study, index for index those of scikit-learn, without numpy."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING, Callable, List, Tuple

from ._errors import FanoutError

if TYPE_CHECKING:
    from ._described import Folding

# MT19937: words of its state, and the multiplier that fills them from a seed (Matsumoto and Nishimura,
# init_genrand).
_WORDS = 624
_MULTIPLIER = 1812433253
_MASK = 0xFFFFFFFF


def draw(folding: "Folding", examples: int, fold: int) -> Tuple[List[int], List[int]]:
    """Indices that a fold trains and validates on, both ascending, of examples of which the number is known.

    Raises FanoutError for folds that need more than that, fewer examples than folds, or a fold that is not
    one of them.
    """
    if not 0 <= fold < folding.count:
        raise FanoutError(f"there is no fold {fold}: folds are counted from 0 to {folding.count - 1}")
    if folding.kind == "holdout":
        return _holdout(folding, examples, fold)
    if folding.kind != "kfold":
        raise FanoutError(
            f"{folding.kind} folds are drawn by fanout, for the examples of the study's dataset: call "
            "trial.split() without a number, or with theirs"
        )
    count = folding.count // folding.repeats
    return kfold(
        examples,
        count,
        fold % count,
        shuffle=folding.shuffle,
        seed=folding.seed,
        repeat=fold // count,
    )


def _holdout(folding: "Folding", examples: int, fold: int) -> Tuple[List[int], List[int]]:
    """As `ShuffleSplit(count, test_size=test, random_state=seed)`."""
    held = math.ceil(folding.test * examples)
    if held >= examples:
        raise FanoutError(f"a part of {folding.test} held out leaves none of {examples} examples to train on")
    word = _mersenne(folding.seed).getrandbits
    for _ in range(fold + 1):
        order = list(range(examples))
        _shuffle(order, word)
    return sorted(order[held:]), sorted(order[:held])


def kfold(
    examples: int, count: int, fold: int, *, shuffle: bool, seed: int, repeat: int = 0
) -> Tuple[List[int], List[int]]:
    """Indices that a fold trains and validates on, both ascending.

    The same as those of `KFold(count, shuffle=shuffle, random_state=seed if shuffle else None)`, and from
    `repeat` 1 on those of `RepeatedKFold(n_splits=count, random_state=seed)`. The first `examples % count`
    folds have one example more. Raises FanoutError for fewer than two folds, fewer examples than folds, or a
    fold that is not one of them.
    """
    if count < 2 or count > examples:
        raise FanoutError(
            f"{examples} examples cannot be cut into {count} folds: choose 2 to {examples} folds"
        )
    if not 0 <= fold < count:
        raise FanoutError(f"there is no fold {fold}: folds are counted from 0 to {count - 1}")
    word = _mersenne(seed).getrandbits
    for _ in range(repeat + 1):
        order = list(range(examples))
        if shuffle:
            _shuffle(order, word)
    size, larger = divmod(examples, count)
    start = fold * size + min(fold, larger)
    validation = sorted(order[start : start + size + (1 if fold < larger else 0)])
    chosen = set(validation)
    return [index for index in range(examples) if index not in chosen], validation


def _shuffle(order: List[int], word: Callable[[int], int]) -> None:
    """Shuffles in place as `numpy.random.RandomState.shuffle` does, with the words of its generator.

    Fisher–Yates from the end, each index drawn by masking a 32-bit word of MT19937 and rejecting what is
    too large (numpy/random/src/distributions, random_interval).
    """
    for last in range(len(order) - 1, 0, -1):
        mask = (1 << last.bit_length()) - 1
        index = word(32) & mask
        while index > last:
            index = word(32) & mask
        order[last], order[index] = order[index], order[last]


def _mersenne(seed: int) -> Random:
    """A generator in the state that numpy puts it in for a seed; Python's own way to seed differs."""
    words = [seed & _MASK]
    for position in range(1, _WORDS):
        last = words[-1]
        words.append((_MULTIPLIER * (last ^ (last >> 30)) + position) & _MASK)
    generator = Random()
    generator.setstate((3, (*words, _WORDS), None))
    return generator
