"""Prints mean and deviation over seeds of both sides, and Welch's t-test of each pair, as a table.

Validation losses are compared as logarithms: after few steps of batch normalisation they differ by orders of
magnitude from seed to seed.

usage: compare.py RESULTS.JSON KERAS.JSONL     (of `fanout run`, and of fit_resnet20.py)
"""
import json
import sys

import numpy as np
import tensorflow as tf

NAMES = {"train_loss": "loss", "loss": "val_loss", "accuracy": "val_accuracy"}
TITLES = {
    "train_loss": "training loss",
    "loss": "ln of the validation loss",
    "accuracy": "validation accuracy",
}


def welch(a, b):
    """The two-sided p of Welch's t-test: that both have the same mean."""
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    if va + vb == 0:
        return 1.0 if a.mean() == b.mean() else 0.0
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    t2 = (a.mean() - b.mean()) ** 2 / (va + vb)
    return float(tf.math.betainc(*(tf.constant(v, tf.float64) for v in (df / 2, 0.5, df / (df + t2)))))


def main(results, keras):
    with open(results) as file:
        ours = [trial["history"] for trial in json.load(file)["results"]]
    with open(keras) as file:
        theirs = [json.loads(line) for line in file]
    told = lambda values: f"{values.mean():.3f} ± {values.std(ddof=1):.3f}"
    print(f"| | epoch | fanout ({len(ours)} seeds) | Keras ({len(theirs)} seeds) | p |")
    print("|---|---|---|---|---|")
    for name, title in TITLES.items():
        a = np.array([history[name] for history in ours])
        b = np.array([history[NAMES[name]] for history in theirs])
        for epoch in range(a.shape[1]):
            a1, b1 = (np.log(v[:, epoch]) if name == "loss" else v[:, epoch] for v in (a, b))
            print(f"| {title} | {epoch + 1} | {told(a1)} | {told(b1)} | {welch(a1, b1):.2f} |")


main(*sys.argv[1:])
