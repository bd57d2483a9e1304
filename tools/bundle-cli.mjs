// Puts the built command line into a few files, so that it is on the wire sooner: `node tools/bundle-cli.mjs`.
// Does nothing when the bundle is newer than every build it was made of.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = join(root, 'apps/cli/dist/bundle');
const madeFrom = join(outDir, 'made-from.json');

const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
const builds = references
  .map(({ path }) => join(root, path, 'dist/.tsbuildinfo'))
  .filter((file) => existsSync(file));

if (!isFresh()) await bundle();

function isFresh() {
  if (!existsSync(madeFrom)) return false;
  const madeAtMs = statSync(madeFrom).mtimeMs;
  return [...builds, fileURLToPath(import.meta.url)].every(
    (file) => statSync(file).mtimeMs <= madeAtMs,
  );
}

async function bundle() {
  const { build } = await import('esbuild');
  rmSync(outDir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: {
      index: 'apps/cli/dist/index.js',
      'store-worker': 'libs/platform/event-store/sqlite/dist/store-worker.js',
    },
    outdir: outDir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Packages written as CommonJS ask for `require` where there is none.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  // The start script looks here whether one of the builds is newer than the bundle.
  writeFileSync(madeFrom, JSON.stringify(builds.map((file) => relative(outDir, file))));
}
