"""A provider as connectors meet it: it keeps what it was sent, knows a key it has seen, and fails when told to."""

import threading

from connector import Busy, Refused


class Provider:
    """What customers see. Thread-safe, and outlives the connectors that write to it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._by_key = {}
        self.attempts = 0
        self.published = {}
        self.busy_once_with = ""
        self.refuses = ""

    def send(self, key, delivery):
        """Sends once for each key, and gives the same id however often it is asked."""
        with self._lock:
            self.attempts += 1
            if self.busy_once_with and self.busy_once_with in delivery.text:
                self.busy_once_with = ""
                raise Busy("busy, come back later")
            if self.refuses and self.refuses in delivery.text:
                raise Refused(f"{self.refuses!r} is not allowed here")
            if key not in self._by_key:
                self._by_key[key] = delivery.replaces_external_id or f"sent-{key}"
                self.published.setdefault(self._by_key[key], []).append(delivery.text)
            return self._by_key[key]

    def texts(self):
        """Every text that went out, in order for each id."""
        with self._lock:
            return [text for texts in self.published.values() for text in texts]
