"""The folds of a cross-validation, index for index those of scikit-learn's KFold, without numpy."""

from __future__ import annotations

from random import Random
from typing import List, Tuple

from ._errors import FanoutError

# MT19937: words of its state, and the multiplier that fills them from a seed (Matsumoto and Nishimura,
# init_genrand).
_WORDS = 624
_MULTIPLIER = 1812433253
_MASK = 0xFFFFFFFF


def kfold(examples: int, count: int, fold: int, *, shuffle: bool, seed: int) -> Tuple[List[int], List[int]]:
    """Indices that a fold trains and validates on, both ascending.

    The same as those of `KFold(count, shuffle=shuffle, random_state=seed if shuffle else None)`. The first
    `examples % count` folds have one example more. Raises FanoutError for fewer than two folds, fewer
    examples than folds, or a fold that is not one of them.
    """
    if count < 2 or count > examples:
        raise FanoutError(
            f"{examples} examples cannot be cut into {count} folds: choose 2 to {examples} folds"
        )
    if not 0 <= fold < count:
        raise FanoutError(f"there is no fold {fold}: folds are counted from 0 to {count - 1}")
    order = list(range(examples))
    if shuffle:
        shuffle_as_numpy(order, seed)
    size, larger = divmod(examples, count)
    start = fold * size + min(fold, larger)
    validation = sorted(order[start : start + size + (1 if fold < larger else 0)])
    chosen = set(validation)
    return [index for index in range(examples) if index not in chosen], validation


def shuffle_as_numpy(order: List[int], seed: int) -> None:
    """Shuffles in place as `numpy.random.RandomState(seed).shuffle` does.

    Fisher–Yates from the end, each index drawn by masking a 32-bit word of MT19937 and rejecting what is
    too large (numpy/random/src/distributions, random_interval).
    """
    word = _mersenne(seed).getrandbits
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
