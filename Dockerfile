# The HTTP service. `docker build -t auric . && docker run -p 8000:8000 auric` answers from the starter
# catalogue in an embedded database; with AURIC_DATABASE_URL it answers from that one.

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir uv==0.13.9 \
    && python -m venv --without-pip /opt/auric
COPY requirements.lock pyproject.toml ./
RUN /opt/uv/bin/uv pip install --no-cache --compile-bytecode --python /opt/auric/bin/python \
    -r pyproject.toml --extra supabase -c requirements.lock
COPY README.md LICENSE auric.py ./
COPY agent_tools ./agent_tools
COPY core ./core
COPY ingest ./ingest
COPY server ./server
COPY supabase ./supabase
COPY tui ./tui
RUN /opt/uv/bin/uv pip install --no-cache --compile-bytecode --python /opt/auric/bin/python --no-deps .

FROM python:3.11-slim-bookworm
RUN install -d -m 1777 /data
COPY --from=build /opt/auric /opt/auric
ENV PATH=/opt/auric/bin:$PATH \
    HOME=/data \
    AURIC_DATA_DIR=/data/auric \
    AURIC_HOST=0.0.0.0 \
    PORT=8000
WORKDIR /data
USER 65534:65534
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health', timeout=4)"]
CMD ["auric", "serve"]
