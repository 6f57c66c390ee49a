# syntax=docker/dockerfile:1.7
# The image that trains models and exports bundles: docker build -f docker/model-export.Dockerfile .
# PyTorch from PyPI brings CUDA's libraries, about 3 GB; --build-arg PIP_INDEX_URL=... names an index without.

FROM python:3.11.14-slim-bookworm AS build
ARG PIP_INDEX_URL
WORKDIR /src
RUN python -m venv /opt/venv
# Dependencies apart from our code, so that a change of ours does not install them again.
COPY model-export/pyproject.toml ./
RUN --mount=type=cache,target=/root/.cache/pip \
    mkdir freshet_model && touch freshet_model/__init__.py && /opt/venv/bin/pip install .
COPY model-export/freshet_model ./freshet_model
RUN /opt/venv/bin/pip install --no-deps --force-reinstall .

FROM python:3.11.14-slim-bookworm AS model-export
RUN groupadd --system --gid=10001 freshet && \
    useradd --system --create-home --uid=10001 --gid=freshet freshet && \
    mkdir /data && chown freshet:freshet /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /opt/freshet/model-export
COPY model-export/prepare.py model-export/train.py model-export/evaluate.py model-export/export.py ./
COPY model-export/configs ./configs
ENV PATH=/opt/venv/bin:${PATH} \
    ORT_DISABLE_TELEMETRY=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
ENTRYPOINT ["python"]
CMD ["-m", "freshet_model", "--help"]
