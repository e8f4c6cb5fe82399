"""`python -m nabancada.embedded`: what `make run` calls.

With a command after it, that command runs instead, with the same servers and settings:
`python -m nabancada.embedded flask --app wsgi db-upgrade`.
"""

import sys

from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.run import run

if __name__ == "__main__":
    try:
        sys.exit(run(sys.argv[1:]))
    except (EmbeddedError, FileExistsError) as error:
        sys.exit(str(error))
