# SPDX-License-Identifier: GPL-3.0-or-later

"""Divides the time among the parts."""
import time

# Shares of the time that is left when a part begins; a part that ends early leaves its time to the others.
# Everything needs the build, so it may use most of a short budget.
SHARES = {"before": 0.2, "build": 0.55, "tests": 0.2, "compare": 0.5, "train": 1.0}
# On a CPU the speeds do not matter, and a build on few cores takes the longest.
REHEARSAL_SHARES = {"before": 0.2, "build": 0.75, "tests": 0.3, "compare": 0.5, "train": 1.0}
PARTS = list(SHARES)
# Time for ending programs and writing the last results.
RESERVE = 3.0
LEAST = 2.0


class Budget:
    def __init__(self, seconds, rehearsal=False, now=time.monotonic):
        self.now = now
        self.end = now() + seconds - RESERVE
        self.shares = REHEARSAL_SHARES if rehearsal else SHARES

    def left(self):
        return max(0.0, self.end - self.now())

    def share(self, part):
        """Returns the seconds for a part that begins now; 0 if they are too few."""
        seconds = self.left() * self.shares[part]
        return seconds if seconds >= LEAST else 0.0


def split(seconds, weights):
    """Returns the seconds for the first of several tasks, by their weights; the next call divides the rest."""
    return seconds * weights[0] / sum(weights)
