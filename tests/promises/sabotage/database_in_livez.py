"""Asks the database whether the process lives."""

from __future__ import annotations

import os

import psycopg


def around(app):
    """Answer /livez by a round trip to PostgreSQL."""

    def answering(environ, start_response):
        if environ["PATH_INFO"] != "/livez":
            return app(environ, start_response)
        try:
            with psycopg.connect(os.environ["HFW_DATABASE_URL"], connect_timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            start_response("503 Service Unavailable", [("Content-Type", "application/json")])
            return [b"{}"]
        return app(environ, start_response)

    return answering
