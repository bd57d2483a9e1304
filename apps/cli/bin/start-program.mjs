import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

/** The oldest Node that the program runs on. */
const nodeMin = [22, 19];
export const nodeMinText = nodeMin.join('.');

export function isNodeNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1]);
}

/**
 * Runs the command line that stands in the process's arguments, and ends the process. `program` exports `main`; `manifest` is
 * the package.json with its version; compiled code is kept in `compileCache`, where that can be written.
 */
export async function startProgram({ program, manifest, compileCache }) {
  // Beside the program, not in the shared temporary folder: what lies in there is run. It says by its result, which is of no
  // interest, that it cannot write there, and throws nothing.
  nodeModule.enableCompileCache?.(fileURLToPath(compileCache));
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const { main } = await import(program.href);
  const exitCode = await main(process.argv.slice(2), version);
  // What was printed into a pipe goes out before the end.
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit(exitCode);
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
