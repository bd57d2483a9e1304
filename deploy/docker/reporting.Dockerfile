# Reporting: makes the read models. From the root of the repository:
#   docker build -f deploy/docker/reporting.Dockerfile -t mailhaul-reporting .
FROM node:26-trixie-slim AS build
WORKDIR /mailhaul
COPY . .
RUN npm ci --no-audit --no-fund && node tools/tsc.mjs -b apps/reporting
# What was built stays; what only the build needs goes.
RUN rm -rf node_modules && npm ci --omit=dev --workspace=apps/reporting --no-audit --no-fund

FROM node:26-trixie-slim
ENV NODE_ENV=production MAILHAUL_HOST=0.0.0.0 MAILHAUL_PORT=8080
WORKDIR /mailhaul
COPY --from=build /mailhaul/package.json ./
COPY --from=build /mailhaul/node_modules node_modules
COPY --from=build /mailhaul/libs libs
COPY --from=build /mailhaul/apps/host apps/host
COPY --from=build /mailhaul/apps/reporting apps/reporting
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/livez').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/reporting/dist/main.js"]
