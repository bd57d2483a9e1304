// Puts the built command line into a few files, so that it is on the wire sooner: `node tools/bundle-cli.mjs`.
// Does nothing when the bundle is newer than every build it was made of.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = join(root, 'apps/cli/dist/bundle');
const madeFrom = join(outDir, 'made-from.json');
const tools = ['bundle-cli.mjs', 'bundle-program.mjs', 'past-the-index.mjs'].map((name) =>
  join(root, 'tools', name),
);

const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
const builds = references
  .map(({ path }) => join(root, path, 'dist/.tsbuildinfo'))
  .filter((file) => existsSync(file));

if (!isFresh()) {
  rmSync(outDir, { recursive: true, force: true });
  await bundleProgram(outDir, {
    entryPoints: {
      program: 'apps/cli/dist/index.js',
      'store-worker': 'libs/platform/event-store/sqlite/dist/store-worker.js',
    },
  });
  // The start script looks here whether one of the builds is newer than the bundle.
  writeFileSync(madeFrom, JSON.stringify(builds.map((file) => relative(outDir, file))));
}

function isFresh() {
  if (!existsSync(madeFrom)) return false;
  const madeAtMs = statSync(madeFrom).mtimeMs;
  return [...builds, ...tools].every((file) => statSync(file).mtimeMs <= madeAtMs);
}
