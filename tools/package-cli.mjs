// `npm run package`: makes mailhaul-<version>.tgz, the command line with nothing to install beside it. It is made from the
// sources, so no build has to come first. The last line printed is the file. An argument names the folder for it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';
import { thirdPartyText } from './third-party.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = resolve(process.argv[2] ?? join(root, 'apps/cli/dist/package'));
const contents = join(outDir, 'contents');
const { version, license, description } = readJson('package.json');

rmSync(contents, { recursive: true, force: true });
mkdirSync(contents, { recursive: true });
const packages = await bundleProgram(contents, {
  entryPoints: {
    program: 'apps/cli/src/index.ts',
    // A thread begins in a file of its own.
    'store-worker': 'libs/platform/event-store/sqlite/src/store-worker.ts',
  },
  conditions: ['mailhaul-source'],
});
// This file is read by Nodes that are too old, to say so.
for (const name of ['packaged.mjs', 'start-program.mjs', 'load-bundle.mjs'])
  cpSync(join(root, 'apps/cli/bin', name), join(contents, name));
cpSync(join(root, 'LICENSE'), join(contents, 'LICENSE'));
cpSync(join(root, 'docs/reference/command-line.md'), join(contents, 'command-line.md'));
cpSync(join(root, 'docs/how-to/migrate-imap.md'), join(contents, 'migrate-imap.md'));
writeFileSync(join(contents, 'README.md'), readme());
writeFileSync(join(contents, 'THIRD-PARTY.txt'), thirdPartyText(root, packages));
const manifest = {
  name: 'mailhaul',
  version,
  description,
  license,
  type: 'module',
  bin: { mailhaul: 'packaged.mjs' },
  engines: { node: '>=22.19' },
};
writeFileSync(join(contents, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
pack();

function pack() {
  const args = ['pack', contents, '--pack-destination', outDir, '--json', '--ignore-scripts'];
  const npm = process.env.npm_execpath;
  const [command, first] = /npm-cli\.c?js$/.test(npm ?? '')
    ? [process.execPath, [npm]]
    : ['npm', []];
  const { status, stdout, error } = spawnSync(command, [...first, ...args], {
    cwd: outDir,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('npm could not pack it', { cause: error });
  // An array, or an object by name: npm's versions differ.
  const [packed] = Object.values(JSON.parse(stdout));
  console.log(`${(packed.size / 1e6).toFixed(2)} MB packed, ${packages.length} packages in it`);
  console.log(join(outDir, packed.filename));
}

function readme() {
  return `# Mailhaul

${description}

\`\`\`sh
npm install --global ./mailhaul-${version}.tgz   # Node 22.19 or newer; nothing else is fetched
mailhaul --help
mailhaul demo
\`\`\`

[migrate-imap.md](migrate-imap.md) goes through a migration, [command-line.md](command-line.md) has every option. Links in them to
other pages lead to the repository's \`docs\` folder.

Licence: ${license}, see LICENSE; what is bundled of others: THIRD-PARTY.txt.
`;
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}
