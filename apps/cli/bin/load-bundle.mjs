// Loads a program of one file, with the compiled code of an earlier run. Node's own compile cache holds only what was compiled
// before the first line ran; here it is what a whole run has called, which spares a migration some 50 ms of compiling.
import { createRequire } from 'node:module';

// Required, not imported: see start-program.mjs.
const require = createRequire(import.meta.url);
const { hash } = require('node:crypto');
const {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { dirname, join } = require('node:path');
const { cachedDataVersionTag, setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

/** SHA-256 of the code behind it: V8 itself would believe a torn file. */
const sumBytes = 32;

/** A run as long as this has time to see whether it compiled much that the kept code lacks. */
const longRunSeconds = 5;
const muchMore = 1.1;

/**
 * Until then nothing is optimised: V8 does that in threads of its own, on processors that the servers may need more, and a
 * run that is over in a second does not get the time back.
 */
const optimisedFromMs = 1_000;
/** V8's optimising compilers, by the flags that hold them back: where it was tried, on the version that is bundled. */
const isTried = process.versions.node.startsWith('26.') && ['x64', 'arm64'].includes(process.arch);
const optimisers = isTried ? ['opt', 'maglev'] : [];

/**
 * `file` is a script whose value is a function like the one that Node puts around a CommonJS module. `keep` is called when
 * the run is over and all that it needed is compiled. Each `command` needs another part of the program.
 */
export function loadBundle(file, { cacheDir, command }) {
  const bytes = readFileSync(file);
  // The bundler writes ASCII only.
  const source = bytes.latin1Slice();
  const program = hash('sha256', bytes).slice(0, 32);
  // Also by the processor and the flags: the code fits no others.
  const path = join(cacheDir, `${program}-${cachedDataVersionTag().toString(16)}-${command}.code`);
  const cachedData = readCode(path);
  const script = new Script(source, { filename: file, cachedData });
  const keptBytes = script.cachedDataRejected === false ? cachedData.length : 0;
  const optimise = optimiseLater();
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  const keep = () => {
    if (keptBytes > 0 && process.uptime() < longRunSeconds) return;
    // Code is kept for the flags that it was made under, and looked for under those that a process starts with.
    optimise();
    const code = script.createCachedData();
    if (code.length > keptBytes * muchMore) writeCode(path, { code, program });
  };
  return { module: module.exports, keep };
}

function optimiseLater() {
  for (const name of optimisers) setFlagsFromString(`--no-${name}`);
  const optimise = () => {
    for (const name of optimisers) setFlagsFromString(`--${name}`);
  };
  setTimeout(optimise, optimisedFromMs).unref();
  return optimise;
}

function readCode(path) {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined;
  }
  const code = bytes.subarray(sumBytes);
  const sum = hash('sha256', code, 'buffer');
  return sum.equals(bytes.subarray(0, sumBytes)) ? code : undefined;
}

/** A folder that cannot be written to is no reason to complain: only the next start is slower. */
function writeCode(path, { code, program }) {
  const folder = dirname(path);
  const part = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(part, Buffer.concat([hash('sha256', code, 'buffer'), code]));
    renameSync(part, path);
    // What other builds left.
    const isOld = (name) => name.endsWith('.code') && !name.startsWith(program);
    for (const name of readdirSync(folder).filter(isOld)) rmSync(join(folder, name));
  } catch {
    // Its part is overwritten by the next process of that number.
  }
}
