# SPDX-License-Identifier: GPL-3.0-or-later
"""The matching algorithms, each by its definition and as simply as possible.

Every matcher has feed(time, name) -> loops completed by this event, each a
list of times in the order's order (None: no such event), and counts().
One matcher serves one key.
"""
import collections


class Latest:
    """The loop ends at the last event and is made of the latest events that
    precede it in order: found by searching the history backwards.

    No event may stand at the same position of two loops; as the first events
    of completed loops only ever move forward, that is a barrier in the
    history: chains that begin at or before it are used up.
    """

    def __init__(self, order, timeout=None):
        self.order, self.timeout = order, timeout
        self.history = []               # (time, name)
        self.barrier = -1
        self.now = None
        self.started = self.complete = self.cut = self.evicted = 0
        self.orphans = 0

    def chain(self, k, end):
        """The indices of the latest o[k], o[k-1], ... o[0] before end."""
        found = []
        for name in reversed(self.order[:k + 1]):
            end -= 1
            while end > self.barrier and self.history[end][1] != name:
                end -= 1
            if end <= self.barrier:
                return None
            found.append(end)
        if self.timeout is not None and \
           self.now - self.history[end][0] > self.timeout:
            return None
        return found[::-1]

    def feed(self, time, name):
        last = len(self.order) - 1
        here = len(self.history)
        self.now = time
        loops, taken, wanted = [], False, False
        for k in range(last, -1, -1):
            if self.order[k] != name:
                continue
            wanted = True
            before = [] if k == 0 else self.chain(k - 1, here)
            if before is None:
                continue
            taken = True
            if k == 0:
                self.started += 1
            if k == last:
                self.complete += 1
                loops.append([self.history[i][0] for i in before] + [time])
                self.barrier = before[0] if before else here
        if wanted:
            self.orphans += not taken
            self.history.append((time, name))
        return loops

    def open_firsts(self):
        chains = [self.chain(k, len(self.history))
                  for k in range(len(self.order) - 1)]
        return {c[0] for c in chains if c}

    def drop(self):
        n = len(self.open_firsts())
        self.barrier = len(self.history) - 1
        return n

    def lose(self):
        self.cut += self.drop()

    def evict(self):
        self.evicted += self.drop()

    def tick(self, time):
        self.now = time

    def is_idle(self):
        return not self.open_firsts()

    def counts(self):
        unfinished = len(self.open_firsts())
        return {'started': self.started, 'complete': self.complete,
                'abandoned': self.started - self.complete - self.cut -
                self.evicted - unfinished,
                'cut': self.cut, 'evicted': self.evicted,
                'unfinished': unfinished, 'incomplete': 0,
                'orphans': self.orphans}


class Partials:
    """The same `latest`, by its other description: for each position the
    newest partial loop that ends there."""

    def __init__(self, order, timeout=None):
        self.order, self.timeout = order, timeout
        self.partial = [None] * len(order)
        self.serial = 0

    def feed(self, time, name):
        last = len(self.order) - 1
        self.tick(time)
        loops = []
        for k in range(last, -1, -1):
            if self.order[k] != name:
                continue
            if k == 0:
                self.serial += 1
                loop = (self.serial, [time])
            elif self.partial[k - 1]:
                first, times = self.partial[k - 1]
                loop = (first, times + [time])
            else:
                continue
            if k < last:
                self.partial[k] = loop
                continue
            loops.append(loop[1])
            self.partial = [p if p and p[0] != loop[0] else None
                            for p in self.partial]
        return loops

    def tick(self, time):
        if self.timeout is not None:
            self.partial = [p if p and time - p[1][0] <= self.timeout else None
                            for p in self.partial]

    def lose(self):
        self.partial = [None] * len(self.order)

    evict = lose


class Fifo:
    """A queue of partial loops at each position.  The pool is shared by all
    keys, for the limit on loops in flight."""

    class Pool:
        def __init__(self, limit):
            self.limit, self.open, self.serial = limit, [], 0

    def __init__(self, order, timeout, pool):
        self.order, self.timeout, self.pool = order, timeout, pool
        self.started = self.complete = self.cut = self.evicted = 0
        self.abandoned = self.orphans = 0

    # An open loop: [serial, owner, times]; it waits at len(times) - 1.
    def mine(self):
        return [p for p in self.pool.open if p[1] is self]

    def feed(self, time, name):
        last = len(self.order) - 1
        loops, taken, wanted = [], False, False
        for k in range(last, -1, -1):
            if self.order[k] != name:
                continue
            wanted = True
            if k == 0:
                self.started += 1
                self.pool.serial += 1
                loop = [self.pool.serial, self, [time]]
                self.pool.open.append(loop)
            else:
                waiting = [p for p in self.mine() if len(p[2]) == k]
                if not waiting:
                    continue
                loop = min(waiting, key=lambda p: p[0])
                loop[2].append(time)
            taken = True
            if k == last:
                self.pool.open.remove(loop)
                self.complete += 1
                loops.append(loop[2])
        while len(self.pool.open) > self.pool.limit:
            oldest = min(self.pool.open, key=lambda p: p[0])
            self.pool.open.remove(oldest)
            oldest[1].abandoned += 1
        self.orphans += wanted and not taken
        return loops

    def tick(self, time):
        if self.timeout is None:
            return
        for p in self.mine():
            if time - p[2][0] > self.timeout:
                self.pool.open.remove(p)
                self.abandoned += 1

    def drop(self):
        mine = self.mine()
        for p in mine:
            self.pool.open.remove(p)
        return len(mine)

    def lose(self):
        self.cut += self.drop()

    def evict(self):
        self.evicted += self.drop()

    def is_idle(self):
        return not self.mine()

    def counts(self):
        return {'started': self.started, 'complete': self.complete,
                'abandoned': self.abandoned, 'cut': self.cut,
                'evicted': self.evicted, 'unfinished': len(self.mine()),
                'incomplete': 0, 'orphans': self.orphans}


class Sequential:
    """The last event and the n - 1 taken events directly before it."""

    def __init__(self, order, zero_fill):
        self.order, self.zero_fill = order, zero_fill
        self.window = collections.deque(maxlen=len(order))
        self.complete = self.incomplete = 0

    def feed(self, time, name):
        self.window.append((time, name))
        if name != self.order[-1]:
            return []
        latest = {n: t for t, n in self.window}
        loop = [latest.get(n) for n in self.order]
        if None in loop and not self.zero_fill:
            self.incomplete += 1
            return []
        self.complete += 1
        return [loop]

    def tick(self, time):
        pass

    def lose(self):
        if not self.zero_fill:
            self.window.clear()

    def evict(self):
        pass

    def is_idle(self):
        return False

    def counts(self):
        return {'started': None, 'complete': self.complete, 'abandoned': 0,
                'cut': 0, 'evicted': 0, 'unfinished': 0,
                'incomplete': self.incomplete, 'orphans': 0}


class Original(Sequential):
    """The 2015 program's second algorithm, its slips included."""

    def __init__(self, order):
        super().__init__(order, True)
        self.base = dict.fromkeys(order[:-1])
        self.mirror = dict.fromkeys(order[:-1])

    def feed(self, time, name):
        if name not in self.order:
            return []
        loops = []
        if name == self.order[-1]:
            self.complete += 1
            loops.append([self.base[n] for n in self.order[:-1]] + [time])
        elif not self.mirror[name]:             # None, or a time of 0
            self.mirror[name] = time
        else:
            following = self.order[self.order.index(name) + 1]
            other = self.mirror.get(following)
            if not other or time < other:
                self.mirror[name] = time
        if None not in self.mirror.values():
            self.base = self.mirror
            self.mirror = dict.fromkeys(self.order[:-1])
        return loops
