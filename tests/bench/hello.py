"""The least that the framework can answer: what the public page is measured against."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
@app.get("/livez")
def hello() -> str:
    return "hello"
