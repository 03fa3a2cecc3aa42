"""The blueprint that the data protection officer's pages hang on."""

from flask import Blueprint

blueprint = Blueprint("protection", __name__)
