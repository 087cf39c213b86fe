# SPDX-License-Identifier: GPL-3.0-or-later

"""How the time is divided."""
import time

# Of what is left when a part begins; one that ends early leaves its time to the following ones. A
# build takes as long as it takes, and without it there is nothing: it may have most of a short budget.
SHARES = {"before": 0.2, "build": 0.55, "tests": 0.2, "compare": 0.5, "train": 1.0}
# On a CPU nothing of the speeds counts, and a build on few cores takes longest.
REHEARSAL_SHARES = {"before": 0.2, "build": 0.75, "tests": 0.3, "compare": 0.5, "train": 1.0}
PARTS = list(SHARES)
# To end programs in, and to write the last results.
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
        """Seconds for a part that begins now; 0 where that is too little to begin."""
        seconds = self.left() * self.shares[part]
        return seconds if seconds >= LEAST else 0.0


def split(seconds, weights):
    """Seconds for the first of several, by their weights; the next call has what is left."""
    return seconds * weights[0] / sum(weights)
