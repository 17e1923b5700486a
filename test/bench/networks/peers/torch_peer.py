"""PyTorch, eager, with its fused optimizer; images in the memory format that is the faster one for the network."""
import torch
import torch.nn.functional as F
from torch import nn

from measure import RESNET_BLOCKS, WORKS, batches, serve

torch.set_num_threads(1)
torch.set_num_interop_threads(1)
CHANNELS_LAST = {"resnet20"}


def normalised(channels, filters, kernel, strides):
    conv = nn.Conv2d(channels, filters, kernel, strides, kernel // 2, bias=False)
    return [conv, nn.BatchNorm2d(filters)]


class Block(nn.Module):
    def __init__(self, channels, filters, strides):
        super().__init__()
        first = [*normalised(channels, filters, 3, strides), nn.ReLU(inplace=True)]
        self.main = nn.Sequential(*first, *normalised(filters, filters, 3, 1))
        self.shortcut = nn.Sequential(*normalised(channels, filters, 1, strides)) if strides > 1 else nn.Identity()

    def forward(self, x):
        return F.relu(self.main(x) + self.shortcut(x), inplace=True)


def resnet20():
    stack, channels = [*normalised(3, 16, 3, 1), nn.ReLU(inplace=True)], 16
    for filters, strides in RESNET_BLOCKS:
        stack.append(Block(channels, filters, strides))
        channels = filters
    return [*stack, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]


def stack_of(work):
    if work == "seed":
        dense = [nn.Linear(5408, 100), nn.ReLU(), nn.Linear(100, 10)]
        return [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), *dense]
    if work == "lenet5":
        first = [nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)]
        second = [nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()]
        return [*first, *second, nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)]
    if work == "resnet20":
        return resnet20()
    (features,), classes, _ = WORKS[work]
    units = 512 if work == "mlp" else 64
    return [nn.Linear(features, units), nn.ReLU(), nn.Linear(units, units), nn.ReLU(), nn.Linear(units, classes)]


def tensors(work, x, y):
    images = torch.from_numpy(x)
    if images.dim() == 4:
        images = images.permute(0, 3, 1, 2)
        if work not in CHANNELS_LAST:
            images = images.contiguous()
    return images, torch.from_numpy(y).long()


def build(work):
    model = nn.Sequential(*stack_of(work))
    if work in CHANNELS_LAST:
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, fused=True)
    data = [tensors(work, x, y) for x, y in batches(work)]
    last = {}

    def step(index):
        x, y = data[index]
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        last["loss"] = loss

    return sum(each.numel() for each in model.parameters()), step, lambda: last["loss"].item()


serve("PyTorch %s" % torch.__version__, build)
