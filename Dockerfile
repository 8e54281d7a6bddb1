# The image of web, worker and beat; docker-compose.yml says how they run.

FROM node:24-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/data
WORKDIR /app
# What WeasyPrint loads for the letters.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
COPY .setup/uv.txt .setup/
RUN pip install --no-cache-dir --require-hashes -r .setup/uv.txt
# As a constraint the lock gives versions and hashes, but not the packages of trial and tests.
COPY pyproject.toml requirements.lock ./
RUN uv pip install --system --no-cache --compile-bytecode -r pyproject.toml -c requirements.lock
COPY --from=front-end /app/node_modules node_modules
COPY . .
# The values are thrown away; production refuses to load without them.
RUN DATABASE_URL=postgresql://nowhere/none \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --no-input \
    && useradd --uid 1000 --no-create-home dunwell \
    && mkdir -p /data && chown dunwell /data
USER dunwell
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
