"""The blueprint that the citizen's pages hang on."""

from flask import Blueprint

blueprint = Blueprint("citizen", __name__)
