# syntax=docker/dockerfile:1
# Targets: app (the web application), worker (executes operations), migrate (applies migrations, then exits).
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No install scripts: every package ships ready to run, and builds must work in closed networks.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund

FROM packages AS build
ENV NEXT_TELEMETRY_DISABLED=1
COPY . .
RUN node scripts/build.mjs --only next && node scripts/build.mjs --only node

FROM packages AS production-packages
RUN --mount=type=cache,target=/root/.npm npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS base
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
USER node

FROM base AS app
COPY --from=production-packages --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/package.json /app/next.config.ts ./
COPY --from=build --chown=node:node /app/public ./public
COPY --from=build --chown=node:node /app/.next ./.next
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health/ready', { signal: AbortSignal.timeout(4000) }).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/next/dist/bin/next", "start", "-p", "3000", "-H", "0.0.0.0", "--keepAliveTimeout", "75000"]

FROM base AS worker
COPY --from=production-packages --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/package.json ./
COPY --from=build --chown=node:node /app/dist ./dist
COPY --chown=node:node scripts/worker-health.mjs ./scripts/
COPY --chown=node:node scripts/lib/database.mjs scripts/lib/failure.mjs ./scripts/lib/
HEALTHCHECK --interval=15s --timeout=12s --start-period=15s --retries=4 \
  CMD ["node", "scripts/worker-health.mjs"]
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", "dist/worker.mjs"]

FROM base AS migrate
COPY --from=packages --chown=node:node /app/node_modules ./node_modules
COPY --chown=node:node package.json ./
COPY --chown=node:node prisma ./prisma
COPY --chown=node:node scripts ./scripts
CMD ["node", "scripts/migrate.mjs"]
