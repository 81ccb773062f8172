"""A PostgreSQL 15 of our own, started once and found again."""

import fcntl
import os
import pwd
import socket
import subprocess
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")


class Server:
    """A superuser without a password on 127.0.0.1."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            note = self.folder / "port"
            self.port = int(note.read_text()) if note.exists() else None
            if self.port is None or not self.answers():
                self.start()
                note.write_text(str(self.port))

    def start(self):
        data = self.folder / "data"
        # initdb refuses to run as root
        user = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        subprocess.run(["rm", "-rf", data], check=True)
        data.mkdir()
        if user:
            os.chown(data, user["user"], user["group"])
            for parent in [self.folder, *self.folder.parents]:
                # the server's user has to get there
                if parent.stat().st_mode & 0o001 == 0:
                    raise SystemExit(f"{parent} is closed to the user that runs PostgreSQL")
        initdb = ["initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self.command(initdb, **user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        options += " -c synchronous_commit=off -c max_connections=100 -c max_locks_per_transaction=256"
        self.command(["pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start"], **user)

    def stop(self):
        data = self.folder / "data"
        user = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self.command(["pg_ctl", "-D", data, "-m", "immediate", "stop"], **user)

    @staticmethod
    def command(arguments, **user):
        program, *rest = map(str, arguments)
        subprocess.run(
            [BINARIES / program, *rest], check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **user
        )

    def answers(self):
        ready = [BINARIES / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0

    def url(self, database):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def fresh(self, database, template="template1"):
        """A database of that name, copied from another; its URL."""
        self.drop(database)
        self.psql(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database):
        self.psql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def has(self, database):
        names = self.psql("SELECT datname FROM pg_database").split()
        return database in names

    def psql(self, sql):
        psql = [BINARIES / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.url("postgres"), "-c", sql]
        return subprocess.run(psql, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True).stdout
