"""Times the kernels of the native engine's graph: trace_graph.py FOLDER INITIALIZED STEPPED; prints {"kernels": [{name, ms, calls}]}."""
import collections, json, os, sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_NUM_INTEROP_THREADS"] = "-1"
os.environ["TF_NUM_INTRAOP_THREADS"] = "1"
import numpy as np
import tensorflow as tf

folder, initialized, stepped = sys.argv[1:]
v1 = tf.compat.v1
v1.disable_eager_execution()
x = np.fromfile(folder + "/x", np.float32).reshape(-1, 28, 28, 1)
y = np.fromfile(folder + "/y", np.int32)
random = np.random.default_rng(1)
STEPS = 30

with v1.Session(graph=tf.Graph()) as session:
    v1.saved_model.load(session, ["fanout"], folder)
    graph = session.graph
    first = [op.outputs[0] for op in graph.get_operations() if op.name.endswith("/first")]
    values = {tensor: random.uniform(-0.03, 0.03, tensor.shape).astype(np.float32) for tensor in first}
    session.run(graph.get_operation_by_name(initialized).outputs[0], values)
    feeds = {"x:0": x, "y:0": y, "share:0": 1 / len(y), "slot:0": 0}
    # The learning rate, and whatever else the optimizer is given at each step.
    for op in graph.get_operations():
        if op.name.startswith("coefficient/"):
            feeds[op.outputs[0]] = 0.01
    for _ in range(50):
        session.run(stepped + ":0", feeds)
    ms, calls = collections.Counter(), collections.Counter()
    trace = v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE)
    for _ in range(STEPS):
        run = v1.RunMetadata()
        session.run(stepped + ":0", feeds, options=trace, run_metadata=run)
        for device in run.step_stats.dev_stats:
            for node in device.node_stats:
                name = node.timeline_label.split("=")[-1].split("(")[0].strip()
                ms[name] += (node.op_end_rel_micros - node.op_start_rel_micros) / 1000 / STEPS
                calls[name] += 1 / STEPS
    kernels = [{"name": name, "ms": each, "calls": calls[name]} for name, each in ms.most_common(14)]
    print(json.dumps({"kernels": kernels}))
