"""The WSGI entry: ``flask --app wsgi …`` and every web server begin here."""

from eservice.app import create_app
from eservice.kernel import logs

app = create_app()
logs.configure(app.extensions["eservice.settings"].log_level)
