"""Messages to and from the tool: one JSON object a line."""

import json
import os
import select
import threading


class Ended(BaseException):
    """The tool ended the run (a lost connection, Ctrl-C). No `except Exception` of a project meets it."""


class Refused(Exception):
    """PostgreSQL said no; `said` is its error, whole."""

    def __init__(self, said):
        super().__init__(said["message"])
        self.said = said


class Channel:
    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        # the tool's death closes the pipe, and this process must not outlive it
        poll = select.poll()
        poll.register(self._writer.fileno(), 0)
        poll.poll()
        os._exit(1)

    def send(self, message):
        self._writer.write(json.dumps(message).encode("ascii") + b"\n")
        self._writer.flush()

    def receive(self):
        line = self._reader.readline()
        if not line:
            os._exit(1)
        return json.loads(line)

    def call(self, name, **arguments):
        """Asks the tool for something, and waits for the answer."""
        arguments["call"] = name
        self.send(arguments)
        answer = self.receive()
        if "refused" in answer:
            raise Refused(answer["refused"])
        if "ended" in answer:
            raise Ended()
        return answer
