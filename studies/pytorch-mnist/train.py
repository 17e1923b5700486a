"""The first study's network on one fold of MNIST, in PyTorch, with the weight initializers of Keras.

fanout gives the images: run it as a trial of the study.
"""

import math
import sys

import fanout
import numpy
import torch
from torch import nn

trial = fanout.trial(initializer="he_normal", epochs=10, batch_size=32, lr=0.01, momentum=0.9)
if trial.dataset is None:
    sys.exit("this program takes its images from fanout: fanout run study.yaml --trial he_normal/0/1")
torch.manual_seed(trial.seed)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

# A normal that is cut at two standard deviations has this standard deviation; Keras makes up for it.
CUT = 0.87962566103423978


def initialize(weight: torch.Tensor, name: str) -> None:
    """Draws a layer's first weights as Keras does, by its name for the initializer."""
    inputs = weight[0].numel()
    outputs = weight.shape[0] * weight[0, 0].numel()  # a filter counts once for each place of its kernel
    variance = {"glorot": 2 / (inputs + outputs), "he": 2 / inputs}.get(name.split("_")[0])
    if name == "zeros":
        nn.init.zeros_(weight)
    elif name == "random_normal":
        nn.init.normal_(weight, 0, 1)
    elif name == "random_uniform":
        nn.init.uniform_(weight, 0, 1)
    elif variance is None:
        sys.exit(f"there is no initializer {name}")
    elif name.endswith("_normal"):
        deviation = math.sqrt(variance) / CUT
        nn.init.trunc_normal_(weight, 0, deviation, -2 * deviation, 2 * deviation)
    else:
        nn.init.uniform_(weight, -math.sqrt(3 * variance), math.sqrt(3 * variance))


def network(classes: int) -> nn.Sequential:
    """The first study's network; the output layer starts from glorot_uniform, whatever is compared."""
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(13 * 13 * 32, 100),
        nn.ReLU(),
        nn.Linear(100, classes),
    )
    layers = [layer for layer in model if isinstance(layer, (nn.Conv2d, nn.Linear))]
    for layer in layers:
        initialize(layer.weight.data, "glorot_uniform" if layer is layers[-1] else trial.params.initializer)
        nn.init.zeros_(layer.bias)
    return model.to(device)


def images(indices: list) -> torch.Tensor:
    """Some of the images: grey values from 0 to 1, the one channel first."""
    pixels = numpy.load(trial.dataset.x, mmap_mode="r")[indices]
    return torch.from_numpy(pixels.astype(numpy.float32) / 255).permute(0, 3, 1, 2).contiguous().to(device)


labels = torch.from_numpy(numpy.load(trial.dataset.y).astype(numpy.int64)).to(device)
train, validation = trial.split()
x, y = images(train), labels[train]
x_validation, y_validation = images(validation), labels[validation]

model = network(trial.dataset.classes)
optimizer = torch.optim.SGD(model.parameters(), lr=trial.params.lr, momentum=trial.params.momentum)
loss_of = nn.CrossEntropyLoss()
first = 0

# A later attempt goes on after the last epoch that an earlier one has finished.
state = trial.checkpoint.load(lambda file: torch.load(file, map_location="cpu"))
if state is not None:
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    trial.report(state["metrics"])
    first = state["metrics"]["epoch"] + 1

for epoch in range(first, trial.params.epochs):
    if trial.should_stop():
        sys.exit(fanout.TRY_AGAIN)
    model.train()
    for batch in torch.randperm(len(x)).to(device).split(trial.params.batch_size):
        optimizer.zero_grad()
        loss_of(model(x[batch]), y[batch]).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        output = torch.cat([model(part) for part in x_validation.split(1000)])
    accuracy = (output.argmax(1) == y_validation).double().mean().item()
    metrics = {"epoch": epoch, "accuracy": accuracy, "loss": loss_of(output, y_validation).item()}
    trial.report(metrics)
    state = {
        "metrics": metrics,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
    }
    trial.checkpoint.save(lambda file: torch.save(state, file))
trial.checkpoint.clear()
