# syntax=docker/dockerfile:1
# One image for every role: `docker run IMAGE start --role worker`, `docker run IMAGE migrate`, `docker run IMAGE doctor`.

FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY bin bin
COPY config config
COPY migrations migrations
COPY src src
# The page is built, and what builds it goes; so does the Node that npm brings for older systems.
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/.bin/node src/web
# Links between PostgreSQL's libraries are made once, here: later the tree may be read-only.
RUN node --input-type=module -e 'await (await import("/app/src/embedded/binaries.ts")).findBinaries()'

FROM node:26-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 CUIFU_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app /app
# The service writes below /data alone, and only where it keeps its own PostgreSQL (no DATABASE_URL).
RUN install -d -m 0700 -o node -g node /data
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/cuifu.mjs"]
CMD ["start"]
