"""PyTorch, one trial at a time: eagerly, and as one CUDA graph for a step. The images lie on the card as bytes."""
import torch
import torch.nn.functional as F
from torch import nn

from measure import BATCH, arguments, measure, mnist, say

options = arguments()
cuda = torch.cuda.is_available()
card = torch.device("cuda" if cuda else "cpu")
device = torch.cuda.get_device_name() if cuda else "processor"
pixels, classes = mnist(options.mnist)
images = torch.from_numpy(pixels.copy()).to(card).unsqueeze(1)
labels = torch.from_numpy(classes).to(card)


class Trial:
    """The first study's network with its optimizer, and the indices of the batch that a step reads."""

    def __init__(self):
        torch.manual_seed(1)
        dense = [nn.Linear(5408, 100), nn.ReLU(), nn.Linear(100, 10)]
        self.model = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), *dense).to(card)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9, fused=cuda)
        self.indices = torch.zeros(BATCH, dtype=torch.long, device=card)
        self.total = torch.zeros((), device=card)

    def step(self):
        x = images[self.indices].float() / 255
        self.optimizer.zero_grad(set_to_none=False)
        loss = F.cross_entropy(self.model(x), labels[self.indices])
        loss.backward()
        self.optimizer.step()
        self.total += loss.detach()


def runner(trial, step):
    def run(steps):
        order = torch.randint(0, len(images), (steps, BATCH), device=card)
        for index in range(steps):
            trial.indices.copy_(order[index])
            step()
        trial.total.item()

    return run


def graph_of(trial):
    """A step recorded once, behind some that set up what it needs."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(5):
            trial.step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        trial.step()
    return graph


for tf32 in [False, True] if cuda else [False]:
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    precision = "TF32" if tf32 else "float32"
    trial = Trial()
    say("PyTorch %s eager" % torch.__version__, 1, precision, device, measure(runner(trial, trial.step), options.seconds))
    if cuda:
        graphed = Trial()
        step = graph_of(graphed).replay
        say("PyTorch %s CUDA graph" % torch.__version__, 1, precision, device, measure(runner(graphed, step), options.seconds))
