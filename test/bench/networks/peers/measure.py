"""What the Python peers share: the batches, the clock, and one JSON document a line."""
import json, sys, time

import numpy as np

BATCHES = 4
# Height, width and channels, or features; classes; examples of a batch.
WORKS = {
    "seed": ((28, 28, 1), 10, 32),
    "lenet5": ((28, 28, 1), 10, 32),
    "mlp": ((784,), 10, 32),
    "resnet20": ((32, 32, 3), 10, 128),
    "tabular": ((30,), 2, 32),
}
# Filters, strides of each residual block of ResNet-20.
RESNET_BLOCKS = [(16, 1)] * 3 + [(32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1)]


def batches(work):
    """Values in [0, 1) and classes at random."""
    shape, classes, size = WORKS[work]
    random = np.random.default_rng(2)
    return [
        (random.random((size, *shape), dtype=np.float32), random.integers(0, classes, size).astype(np.int32))
        for _ in range(BATCHES)
    ]


def serve(description, build):
    """`build(work)` returns the number of trainable parameters, a step's function of the index of a batch, and a
    function that waits until what the steps started is done and reads the last loss."""
    built = {}

    def train(work, steps):
        step, finish = built[work]
        cpu, start = time.process_time(), time.perf_counter()
        for index in range(steps):
            step(index % BATCHES)
        finish()
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
        return {"wallMs": wall * 1000 / steps, "cpuMs": cpu * 1000 / steps}

    print(json.dumps({"description": description}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        work = request["work"]
        if request["kind"] == "build":
            trainable, step, finish = build(work)
            built[work] = (step, finish)
            train(work, request["warmUp"])
            answer = {"trainable": trainable}
        else:
            answer = train(work, request["steps"])
        print(json.dumps(answer), flush=True)
