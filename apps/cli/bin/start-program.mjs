import { createRequire } from 'node:module';
import { loadBundle } from './load-bundle.mjs';

// Required, not imported: an import of Node's own modules loads their lazy parts too, which takes as long as a sign-in.
const require = createRequire(import.meta.url);

/** The oldest Node that the program runs on. */
const nodeMin = [22, 19];
export const nodeMinText = nodeMin.join('.');

export function isNodeNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1]);
}

/**
 * Runs the command line that stands in the process's arguments, and ends the process. `program` exports `main`; `manifest` is
 * the package.json with its version; compiled code is kept in `compileCache`, where that can be written. It lies beside the
 * program, not in the shared temporary folder: what lies in there is run.
 */
export async function startProgram({ program, manifest, compileCache }) {
  const { fileURLToPath } = require('node:url');
  const { version } = JSON.parse(require('node:fs').readFileSync(manifest, 'utf8'));
  const cacheDir = fileURLToPath(compileCache);
  const command = /^[a-z]{1,20}$/.exec(process.argv[2])?.[0] ?? 'none';
  const isBundle = program.pathname.endsWith('.cjs');
  const storeThread = isBundle && command === 'migrate' ? startStoreThread(program) : undefined;
  const { module, keep } = isBundle
    ? loadBundle(fileURLToPath(program), { cacheDir, command })
    : await loadModule(program, cacheDir);
  const exitCode = await module.main(process.argv.slice(2), version, storeThread);
  // What was printed into a pipe goes out before the end.
  await Promise.all([process.stdout, process.stderr].map(flushed));
  if (exitCode === 0) keep();
  process.exit(exitCode);
}

/** It takes as long to start as the program does to load, on a processor that has nothing to do yet. */
function startStoreThread(program) {
  const { Worker } = require('node:worker_threads');
  // As libs/platform/event-store/sqlite/src/start-store-thread.ts has it.
  const thread = new Worker(new URL('store-worker.cjs', program), {
    name: 'mailhaul-event-store',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  // Whoever uses it is told; where nobody does, nothing is missed.
  thread.on('error', () => undefined);
  return thread;
}

async function loadModule(program, cacheDir) {
  // It says by its result, which is of no interest, that it cannot write there, and throws nothing.
  require('node:module').enableCompileCache?.(cacheDir);
  return { module: await import(program.href), keep: () => undefined };
}

/** What `ps` shows from here on: a password in a URL is wiped from the process's arguments. */
export function wipeArguments() {
  const [command] = process.argv.slice(2);
  process.title = `mailhaul ${command?.startsWith('-') === false ? command : ''}`.trim();
}

function flushed(stream) {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write('', resolve);
  });
}
