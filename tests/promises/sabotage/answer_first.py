"""Answers 201 and does the work a moment later, when the process may be dead."""

from __future__ import annotations

import io
import json
import threading
import time
import uuid

LATER_SECONDS = 0.4


def around(app):
    """Take new tickets out of the app's hands."""

    def answering(environ, start_response):
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) != ("POST", "/api/v1/tickets"):
            return app(environ, start_response)
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        kept = {key: value for key, value in environ.items() if isinstance(value, str | tuple | bool)}

        def work():
            time.sleep(LATER_SECONDS)
            parts = {"wsgi.input": io.BytesIO(content), "wsgi.errors": io.StringIO()}
            for _ in app(kept | parts, lambda *_: None):
                pass

        threading.Thread(target=work, daemon=True).start()
        start_response("201 Created", [("Content-Type", "application/json")])
        return [json.dumps({"id": str(uuid.uuid4())}).encode()]

    return answering
