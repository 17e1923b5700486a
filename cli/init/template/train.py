"""A small classifier in plain Python, for a study to start from: put your own training in its place.

It runs on its own, too:  python3 train.py --optimizer adam
"""

import argparse
import math
import random

# What the study chooses, and which part of the examples validates: see `command` in study.yaml.
arguments = argparse.ArgumentParser()
arguments.add_argument("--optimizer", choices=["sgd", "momentum", "adam"], default="sgd")
arguments.add_argument("--lr", type=float, default=0.01)
arguments.add_argument("--epochs", type=int, default=20)
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument("--fold", type=int, default=0)
arguments.add_argument("--folds", type=int, default=5)
options = arguments.parse_args()

# With fanout's package for Python (clients/python) the program needs no arguments, and has the folds of
# scikit-learn:
#
#     import fanout
#     trial = fanout.trial(optimizer="sgd", lr=0.01, epochs=20)    # trial.params.lr, trial.seed
#     train, validation = trial.split(EXAMPLES)                    # indices
#     trial.report(epoch=epoch, accuracy=accuracy, loss=loss)

EXAMPLES = 1000  # as study.yaml says
HIDDEN = 8


def moons(count):
    """Points of two half circles that reach into each other, and which of the two each is from."""
    noise = random.Random(0)
    points = []
    for index in range(count):
        label, angle = index % 2, math.pi * noise.random()
        x = 1 - math.cos(angle) if label else math.cos(angle)
        y = 0.5 - math.sin(angle) if label else math.sin(angle)
        points.append((x + noise.gauss(0, 0.2), y + noise.gauss(0, 0.2), label))
    return points


# The same examples in the same folds for every optimizer: so fanout can compare them pair by pair.
examples = moons(EXAMPLES)
order = list(range(EXAMPLES))
random.Random(1).shuffle(order)
validation = [examples[index] for index in order[options.fold :: options.folds]]
train = [examples[index] for place, index in enumerate(order) if place % options.folds != options.fold]

# A network with one hidden layer: each unit's two weights, its bias, its weight in the output; then the
# output's bias. The seed decides the first weights and the order of the examples.
rng = random.Random(options.seed)
weights = [rng.gauss(0, 1) for _ in range(4 * HIDDEN)] + [0.0]
mean = [0.0] * len(weights)  # of the gradients: momentum and adam
square = [0.0] * len(weights)  # of their squares: adam
steps = 0


def predict(x, y):
    """The probability that a point is of the second moon, and what the hidden units say."""
    units = range(0, 4 * HIDDEN, 4)
    hidden = [math.tanh(weights[i] * x + weights[i + 1] * y + weights[i + 2]) for i in units]
    score = weights[-1] + sum(value * weights[4 * unit + 3] for unit, value in enumerate(hidden))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), hidden


def gradient(batch):
    """Of the cross-entropy, the mean over some examples."""
    total = [0.0] * len(weights)
    for x, y, label in batch:
        probability, hidden = predict(x, y)
        error = (probability - label) / len(batch)
        total[-1] += error
        for unit, value in enumerate(hidden):
            i = 4 * unit
            inner = error * weights[i + 3] * (1 - value * value)
            total[i] += inner * x
            total[i + 1] += inner * y
            total[i + 2] += inner
            total[i + 3] += error * value
    return total


def step(slopes):
    """Changes the weights as the optimizer has it."""
    global steps
    steps += 1
    for i, slope in enumerate(slopes):
        if options.optimizer == "sgd":
            weights[i] -= options.lr * slope
        elif options.optimizer == "momentum":
            mean[i] = 0.9 * mean[i] + slope
            weights[i] -= options.lr * mean[i]
        else:
            mean[i] = 0.9 * mean[i] + 0.1 * slope
            square[i] = 0.999 * square[i] + 0.001 * slope * slope
            corrected = math.sqrt(square[i] / (1 - 0.999**steps)) + 1e-8
            weights[i] -= options.lr * (mean[i] / (1 - 0.9**steps)) / corrected


for epoch in range(options.epochs):
    rng.shuffle(train)
    for start in range(0, len(train), 16):
        step(gradient(train[start : start + 16]))
    # How probable the network finds the moon that each point is from.
    chances = [predict(x, y)[0] if label else 1 - predict(x, y)[0] for x, y, label in validation]
    accuracy = sum(chance > 0.5 for chance in chances) / len(chances)
    loss = -sum(math.log(chance) for chance in chances) / len(chances)
    # A line like this is all that fanout asks for: names and numbers. Other lines are the trial's log.
    print(f"epoch={epoch} accuracy={accuracy} loss={loss}", flush=True)
