# One image for web, workers, sweeper and beat; docker-compose.yml says which command each one runs.

FROM python:3.13-slim AS build
RUN pip install --no-cache-dir "uv>=0.9"
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
# The packages change seldom, the source often: a layer each.
COPY pyproject.toml uv.lock .python-version ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev
COPY . .
# The key signs nothing here; the one that does comes from the environment and is in no layer.
RUN DATA_DIR=/data SECRET_KEY=only-for-this-build .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin lanewise \
    && install --directory --owner lanewise /data/media
COPY --from=build /app /app
COPY --from=build /data/static /data/static
WORKDIR /app
# An image is a deployment: DEBUG=false makes it refuse to start without what production needs.
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data DEBUG=false GRANIAN_WORKERS=2 \
    GRANIAN_STATIC_PATH_ROUTE=/media GRANIAN_STATIC_PATH_MOUNT=/data/media
USER lanewise
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", "\
import os, urllib.request as web; \
host = os.environ['ALLOWED_HOSTS'].split(',')[0]; \
web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--blocking-threads", "4", "--no-ws", "cms.wsgi:application"]
