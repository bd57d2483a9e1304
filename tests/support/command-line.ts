import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Arguments for Node that start `mailhaul` in that very process: as built where it is, else from the sources. */
export function commandLineEntry(): string[] {
  const start = join(root, 'apps/cli/bin/mailhaul.mjs');
  const isBuilt = existsSync(join(root, 'apps/cli/dist/index.js'));
  return isBuilt ? [start] : ['--conditions=mailhaul-source', start];
}
