"""What the peers share: the images, and a measurement that takes as long as it is told."""
import argparse
import gzip
import json
import resource
import time

import numpy as np

BATCH = 32


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mnist", required=True, help="folder of the two idx files")
    parser.add_argument("--packs", default="1,7,35,140")
    parser.add_argument("--seconds", type=float, default=2.0)
    parsed = parser.parse_args()
    parsed.packs = [int(pack) for pack in parsed.packs.split(",")]
    return parsed


def mnist(folder):
    """48,000 images as bytes, as many as a fold of the first study trains on, and their classes."""
    def read(name, header):
        with gzip.open("%s/%s" % (folder, name)) as file:
            return np.frombuffer(file.read(), np.uint8)[header:]

    images = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    return images[:48000], read("train-labels-idx1-ubyte.gz", 8)[:48000].astype(np.int64)


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(run, seconds):
    """Examples a second of `run(steps)`, which ends when the card is done; blocks are doubled until one lasts."""
    steps = 8
    run(steps)
    while True:
        cpu, start = cpu_seconds(), time.perf_counter()
        run(steps)
        took = time.perf_counter() - start
        if took >= seconds / 2:
            return {"examplesPerSecond": steps * BATCH / took, "cores": (cpu_seconds() - cpu) / took}
        steps *= 2


def say(engine, pack, precision, device, measured):
    """One trial's examples a second, of so many trials at a time, as a line of JSON."""
    measured["examplesPerSecond"] *= pack
    print(json.dumps({"engine": engine, "pack": pack, "precision": precision, "device": device, **measured}), flush=True)
