"""The blueprint that the pages about one's own data hang on."""

from flask import Blueprint

blueprint = Blueprint("own", __name__)
