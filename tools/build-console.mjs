// Builds the console when its sources, or what it takes from our libraries, are newer than what was built.
// The libraries must be built before (tools/bootstrap.mjs does).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const app = join(root, 'apps', 'console');
const builtMark = join(app, '.next', 'BUILD_ID');
const sources = [
  join(app, 'src'),
  join(app, 'next.config.mjs'),
  join(app, 'package.json'),
  join(root, 'libs', 'contracts', 'src'),
  join(root, 'libs', 'api-client', 'src'),
  join(root, 'package-lock.json'),
];

/** Exits the process where the build fails: its own words are above. */
export function buildConsole() {
  if (existsSync(builtMark) && statSync(builtMark).mtimeMs > newest(sources)) return;
  console.error('Building the console ...');
  const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const { status } = spawnSync(process.execPath, [next, 'build'], {
    cwd: app,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}

function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const stat = statSync(path);
    const inside = stat.isDirectory()
      ? newest(readdirSync(path).map((name) => join(path, name)))
      : 0;
    latest = Math.max(latest, stat.mtimeMs, inside);
  }
  return latest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildConsole();
