# The wheel in dist/ with its pinned dependencies. docs/container.md shows how to build and run it.
#
# No stage runs a program of the target's platform, so one machine builds for all of them.

# The digest of python:3.13-slim. The release workflow gives the current one. With this placeholder
# no build works: an image is never built on a base that nobody named.
ARG PYTHON_DIGEST=sha256:0000000000000000000000000000000000000000000000000000000000000000

FROM --platform=$BUILDPLATFORM python:3.13-slim@${PYTHON_DIGEST} AS install
ARG TARGETARCH
WORKDIR /install
COPY constraints.txt dist/genai_lens-*.whl ./
# The bytecode is checked by content and never written again: times may change, and the root is read-only.
RUN set -eu; \
    case "$TARGETARCH" in \
      amd64) machine=x86_64 ;; \
      arm64) machine=aarch64 ;; \
      *) echo "no wheels for $TARGETARCH" >&2; exit 1 ;; \
    esac; \
    python -m pip install --no-cache-dir --disable-pip-version-check --root-user-action ignore \
      --target packages --no-compile --only-binary :all: --implementation cp --python-version 3.13 \
      --platform "manylinux_2_34_$machine" --platform "manylinux_2_28_$machine" \
      --platform "manylinux_2_17_$machine" --platform "manylinux2014_$machine" \
      --constraint constraints.txt ./genai_lens-*.whl; \
    mkdir bin; \
    mv packages/bin/genai-lens bin/; \
    rm -r packages/bin; \
    python -m compileall -q --invalidation-mode unchecked-hash packages

FROM python:3.13-slim@${PYTHON_DIGEST}
ARG VERSION=0
ARG REVISION=0
ARG PYTHON_DIGEST
LABEL org.opencontainers.image.title="genai-lens" \
      org.opencontainers.image.description="Compliance scanner for generative AI on AWS" \
      org.opencontainers.image.source="https://github.com/genai-lens/genai-lens" \
      org.opencontainers.image.documentation="https://github.com/genai-lens/genai-lens/blob/main/docs/container.md" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/python:3.13-slim" \
      org.opencontainers.image.base.digest="${PYTHON_DIGEST}"
COPY --from=install /install/packages /usr/local/lib/python3.13/site-packages
COPY --from=install /install/bin/genai-lens /usr/local/bin/genai-lens
# Nothing is imported from the working folder, which is the user's.
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1
# A number, so that a cluster that demands a user other than root can see that it is one.
USER 65532:65532
WORKDIR /work
HEALTHCHECK NONE
ENTRYPOINT ["genai-lens"]
CMD ["--help"]
