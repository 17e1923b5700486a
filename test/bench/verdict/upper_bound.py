"""An upper bound on the power that any test can have: python3 upper_bound.py (needs NumPy and SciPy).

A test of a mean difference over k folds of one data set that keeps its rate of false alarms whatever share of the variance the
folds have. The variance of the rest is taken as known (more than any test is told), in units of its share in the mean of a fold:
the fold means then vary by 1 + p, and their mean, times the root of k, has variance 1 + p (1 + k c), c = test/train. A test is a probability
of rejecting for each cell of (|mean|, variance between folds); its power at p = 0 and its rates for all p are linear in these, so
the most powerful one is a linear program.
"""

import numpy as np
from scipy import stats
from scipy.optimize import linprog

FOLDS = 5
TEST_TO_TRAIN = 1 / (FOLDS - 1)
SHARES = np.r_[0, np.geomspace(0.01, 3000, 60)]


def cells(p, delta, z, r):
    """Probability of each cell: |mean| between the edges z, variance between folds between the edges r."""
    deviation = np.sqrt(1 + p * (1 + FOLDS * TEST_TO_TRAIN))
    below = stats.norm.cdf((z - delta) / deviation) - stats.norm.cdf((-z - delta) / deviation)
    variance = np.diff(stats.chi2.cdf(r * (FOLDS - 1) / (1 + p), FOLDS - 1))
    return np.outer(np.diff(below), variance).ravel()


def most_power(alpha, delta):
    """The most power at p = 0 for a difference of delta standard errors among all tests of level alpha for every p of SHARES."""
    z = np.r_[0, np.geomspace(0.05, 120, 139), np.inf]
    r = np.r_[0, np.geomspace(0.02, 200, 99), np.inf]
    rates = np.array([cells(p, 0, z, r) for p in SHARES])
    found = linprog(
        -cells(0, delta, z, r), A_ub=rates, b_ub=np.full(len(SHARES), alpha), bounds=(0, 1), method="highs"
    )
    return -found.fun


if __name__ == "__main__":
    # 0.6 standard deviations of a block over 5 folds x 20 seeds are 0.6 sqrt(100) = 6 standard errors.
    for alpha in (0.05, 0.06):
        print(f"level {alpha}: at most {most_power(alpha, 0.6 * np.sqrt(FOLDS * 20)):.3f}")
