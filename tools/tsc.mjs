// Runs TypeScript 7's compiler (the fast one); `.bin/tsc` stays TypeScript 6, which typescript-eslint needs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../node_modules/typescript7/bin/tsc', import.meta.url));
const { status } = spawnSync(process.execPath, [compiler, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
