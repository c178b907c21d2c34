# cabledesk in a container: see docs/operations.md. docker build -t cabledesk .
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The packages bring a Node of their own for machines with an older one; here there is one already.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/node-win-* node_modules/.bin/node

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/tmp/cabledesk-compiled \
    CABLEDESK_DATA=/data \
    CABLEDESK_HEALTH_PORT=9466
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE ./
COPY src ./src
COPY commands ./commands
COPY data ./data
COPY docs/deploy/healthy.mjs ./docs/deploy/healthy.mjs
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=10m --retries=3 CMD ["node", "docs/deploy/healthy.mjs"]
STOPSIGNAL SIGTERM
CMD ["node", "src/start.mjs", "start"]
