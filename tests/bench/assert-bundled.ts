import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundle = new URL('../../apps/cli/dist/bundle/', import.meta.url);

/** What people run starts from its bundle: figures of anything else, or of an older state, are of nothing. @throws Error */
export function assertBundled(): void {
  const madeFrom = new URL('made-from.json', bundle);
  const isThere = existsSync(madeFrom) && existsSync(new URL('program.cjs', bundle));
  const builds = isThere ? (JSON.parse(readFileSync(madeFrom, 'utf8')) as string[]) : [];
  const madeAtMs = isThere ? statSync(madeFrom).mtimeMs : 0;
  const newer = builds
    .map((file) => new URL(file, bundle))
    .find((file) => existsSync(file) && statSync(file).mtimeMs > madeAtMs);
  if (isThere && newer === undefined) return;
  const why = newer === undefined ? 'is missing' : `is older than ${fileURLToPath(newer)}`;
  throw new Error(`The bundle of the command line ${why}: run "node tools/bundle-cli.mjs" first.`);
}
