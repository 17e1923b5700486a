"""Keras on the bench's work, as a peer: reads {"steps": n} lines, answers with the milliseconds of a step of `fit` over n batches."""
import json, os, resource, sys, time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import keras
import tensorflow as tf

threads = int(sys.argv[2])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
tf.random.set_seed(1)

with open(sys.argv[1] + ".x", "rb") as file:
    x = np.frombuffer(file.read(), np.uint8).reshape(-1, 28, 28, 1).astype("float32") / 255
with open(sys.argv[1] + ".y", "rb") as file:
    y = tf.keras.utils.to_categorical(np.frombuffer(file.read(), np.int32), 10)

model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1)),
    tf.keras.layers.MaxPooling2D((2, 2)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(100, activation="relu"),
    tf.keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9), loss="categorical_crossentropy", metrics=["accuracy"])


class Clock(tf.keras.callbacks.Callback):
    """Milliseconds from the end of a step to the end of the next: what a step of `fit` takes, its input included."""

    def on_epoch_begin(self, epoch, logs=None):
        self.times, self.last = [], time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        now = time.perf_counter()
        self.times.append((now - self.last) * 1000)
        self.last = now


def cpu_ms():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1000


def fit(steps):
    clock, before = Clock(), cpu_ms()
    model.fit(x[: steps * 32], y[: steps * 32], batch_size=32, epochs=1, verbose=0, callbacks=[clock])
    return {"times": clock.times[1:], "cpuMs": (cpu_ms() - before) / steps}


fit(50)
print(json.dumps({"description": "Keras %s, TensorFlow %s" % (keras.__version__, tf.__version__)}), flush=True)
for line in sys.stdin:
    print(json.dumps(fit(json.loads(line)["steps"])), flush=True)
