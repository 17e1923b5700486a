"""Says of the accuracies in results.csv what SciPy says: for each pair the difference and its adjusted p.

Nadeau and Bengio's corrected resampled t-test (2003) over all folds of repeated cross-validation, with at
most 10 degrees of freedom (Bouckaert 2003), adjusted by Holm's procedure (1979).
"""

import csv
import itertools
import json
import math
import sys

from scipy import stats

with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
folds = len({row["fold"] for row in rows})
values = {(row["arm"], row["fold"], row["seed"]): float(row["accuracy"]) for row in rows}
arms = sorted({row["arm"] for row in rows})
blocks = sorted({(row["fold"], row["seed"]) for row in rows})

pairs = []
for one, other in itertools.combinations(arms, 2):
    differences = [values[(one, *block)] - values[(other, *block)] for block in blocks]
    plain = stats.ttest_rel(
        [values[(one, *block)] for block in blocks], [values[(other, *block)] for block in blocks]
    )
    n = len(differences)
    # The plain test's error is s / sqrt(n); the corrected one's s * sqrt(1/n + test/train).
    t = plain.statistic / math.sqrt(n * (1 / n + 1 / (folds - 1)))
    p = 2 * stats.t.sf(abs(t), min(10, n - 1))
    pairs.append({"a": one, "b": other, "difference": sum(differences) / n, "p": float(p)})

highest = 0.0
for place, pair in enumerate(sorted(pairs, key=lambda pair: pair["p"])):
    highest = max(highest, min(1.0, pair["p"] * (len(pairs) - place)))
    pair["adjusted"] = highest
print(json.dumps(pairs))
