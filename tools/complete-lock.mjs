// Adds to package-lock.json an entry for each optional dependency that the lock does not hold.
//
// Packages like nx list one binary package per platform. Where a registry does not have one of them, `npm install`
// leaves it out of the lock, and `npm ci` of npm 11 then refuses the lock as incomplete. An entry with the version, the
// platform and `optional` satisfies it; npm never fetches a package for a foreign platform.
//
// Run it after every change of the lock: `node tools/complete-lock.mjs`, then `npm ci`. `--check` writes nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const lockFile = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const entries = lock.packages;
const added = [];

for (const [path, entry] of Object.entries(entries)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isHeld(path, name)) continue;
    const platform = platformOf(name);
    if (platform === undefined) throw new Error(`${name}: cannot tell its platform from its name`);
    entries[`node_modules/${name}`] = {
      version,
      cpu: platform.cpu,
      ...(entry.dev ? { dev: true } : {}),
      ...(platform.libc ? { libc: platform.libc } : {}),
      optional: true,
      os: platform.os,
    };
    added.push(`${name}@${version}`);
  }
}

if (process.argv.includes('--check')) {
  for (const name of added) console.error(`missing in package-lock.json: ${name}`);
  process.exit(added.length > 0 ? 1 : 0);
}

// In npm's own order, of entries and of their fields: the next `npm install` then changes nothing here.
lock.packages = Object.fromEntries(
  Object.entries(entries).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
for (const name of added) console.log(`added ${name}`);
console.log(`${added.length} entries added`);

/** npm looks a package up in the node_modules of the package that asks, then of each folder above it. */
function isHeld(path, name) {
  for (let base = path; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/')))) {
    if (entries[base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`]) return true;
    if (base === '') return false;
  }
}

function platformOf(name) {
  const words = name.slice(name.lastIndexOf('/') + 1).split(/[-.]/);
  const os = ['darwin', 'linux', 'win32', 'freebsd', 'android', 'openharmony'].find((word) =>
    words.includes(word),
  );
  const cpu = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32'].find((word) =>
    words.includes(word),
  );
  if (os === undefined || cpu === undefined) return undefined;
  const isMusl = words.some((word) => word.startsWith('musl'));
  const isGlibc = words.some((word) => word.startsWith('gnu'));
  return {
    cpu: [cpu],
    libc: isMusl ? ['musl'] : isGlibc ? ['glibc'] : undefined,
    os: [os],
  };
}
