import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Arguments for Node that start `mailhaul`: as built where it is, else from the sources. */
export function commandLineEntry(): string[] {
  const built = join(root, 'apps/cli/dist/main.js');
  if (existsSync(built)) return [built];
  return ['--conditions=mailhaul-source', join(root, 'apps/cli/src/main.ts')];
}
