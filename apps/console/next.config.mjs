import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The help pages are the documentation's own.
  env: { DOCS_FOLDER: `${repository}docs` },
  devIndicators: false,
  // A page has its title from its first moment on, for whoever asks: a screen reader says it first.
  htmlLimitedBots: /.*/,
  turbopack: { root: repository },
  // What the launcher of the project builds is checked by its own compiler (`npm run lint`).
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks'] },
};

export default config;
