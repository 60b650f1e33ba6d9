"""What the web server loads: ``granian --interface rsgi wsgi:server``, or ``wsgi:app`` in any other server."""

from __future__ import annotations

import sys

from app import create_app
from app.core.front import Front
from app.core.settings import SettingsError, get_settings
from app.core.surroundings import refuse_unsafe

try:
    refuse_unsafe(get_settings())
    app = create_app()
except SettingsError as error:
    sys.exit(f"The settings are refused:\n{error}")

server = Front(app, app.config["HFW"])
