"""What gunicorn and flask serve: `wsgi:app`."""

import sys

from nabancada.app import create_app
from nabancada.config import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:
    sys.exit("\n".join(error.problems))
