"""The yardstick: a bare Flask app with a hello, and a view with one durable insert.

It writes with the plain driver, on the same kind of database and as durably as the app: SQLite with WAL and
`synchronous=FULL`, one writer at a time; PostgreSQL with its defaults, one connection for each thread.
"""

import os
import sqlite3
import threading

import psycopg
from flask import Flask

DATABASE = os.environ["BARE_DATABASE"]
IS_SQLITE = not DATABASE.startswith("postgresql:")
INSERT = "INSERT INTO arrival (name) VALUES (%s)".replace("%s", "?" if IS_SQLITE else "%s")

app = Flask(__name__)
_own = threading.local()
_turn = threading.Lock()


@app.get("/hello")
def hello() -> str:
    """Nothing but the framework."""
    return "Hello"


@app.post("/insert")
def insert() -> tuple[str, int]:
    """One row, safe when the answer goes out."""
    if IS_SQLITE:
        with _turn:
            _connection().execute(INSERT, ("Søren",))
    else:
        _connection().execute(INSERT, ("Søren",))
    return "", 204


def _connection() -> sqlite3.Connection | psycopg.Connection:
    if not hasattr(_own, "connection"):
        _own.connection = _connect()
    return _own.connection


def _connect() -> sqlite3.Connection | psycopg.Connection:
    if not IS_SQLITE:
        return psycopg.connect(DATABASE, autocommit=True)
    connection = sqlite3.connect(DATABASE, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


with _connect() as first:
    key = "INTEGER PRIMARY KEY" if IS_SQLITE else "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    first.execute(f"CREATE TABLE IF NOT EXISTS arrival (id {key}, name TEXT NOT NULL)")
