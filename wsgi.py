"""The WSGI entry: ``flask --app wsgi …`` and every web server begin here."""

from eservice.app import create_app

app = create_app()
