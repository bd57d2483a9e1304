import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pastTheIndex } from './past-the-index.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const imapflowDir = join(root, 'node_modules/imapflow');

/**
 * What imapflow imports for work that is not asked of it (it connects, secures the line and lets us sign in), by what it
 * imports of each. It is left out; whoever uses it all the same is told which it is.
 */
const unusedImports = {
  pino: ['default'],
  socks: ['SocksClient'],
  libmime: ['default'],
  libqp: ['default'],
  libbase64: ['default'],
  'iconv-lite': ['default'],
  'encoding-japanese': ['default'],
  '@zone-eu/mailsplit': ['Headers'],
  '@zone-eu/mailsplit/lib/flowed-decoder.js': ['default'],
};

const fileUrl = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

/** What apps/cli/bin/load-bundle.mjs expects. */
const asFunction = {
  banner: { js: `(function (exports, require, module, __filename, __dirname) {\n${fileUrl}` },
  footer: { js: '})' },
};

const withoutUnused = {
  name: 'without-unused',
  setup(build) {
    build.onResolve({ filter: /^[a-z@]/ }, ({ path, importer }) =>
      path in unusedImports && importer.startsWith(imapflowDir)
        ? { path, namespace: 'unused' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      contents: unusedModule(path, unusedImports[path]),
    }));
  },
};

/** Modules of Node's that take a millisecond or many to load and that most runs never call, or only later. */
const lateModules =
  /^(?:node:)?(?:tls|https?|dns|child_process|zlib|tty|readline|readline\/promises)$/;
const storeDir = join(root, 'libs/platform/event-store');

const lazily = {
  name: 'lazily',
  setup(build) {
    build.onResolve({ filter: lateModules }, ({ path, importer, namespace }) =>
      // The store checks sums with every event.
      namespace === 'late' || importer.startsWith(storeDir)
        ? undefined
        : { path: path.replace(/^(?:node:)?/, 'node:'), namespace: 'late' },
    );
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: lateModule(path, Object.keys(require(path))),
    }));
  },
};

/**
 * What one command alone uses, by the name of its file: half of what all the others weigh, and a start reads the whole program.
 * `neverThere`: packages that it asks for and does without.
 */
const ofOneCommand = { name: 'ews-javascript-api', neverThere: ['deasync'] };

const apart = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${ofOneCommand.name}$`) }, () => ({
      path: `./${ofOneCommand.name}.cjs`,
      external: true,
    }));
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  // One file for each thread, loaded by `require`: a file of an ES module program costs the loader about a millisecond, and
  // of a module of Node's that is imported rather than required all lazy parts are loaded (undici, for node:http).
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'importMetaUrl' },
  minifySyntax: true,
  minifyWhitespace: true,
  // A stack that somebody reports still says where.
  lineLimit: 120,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [withoutUnused, lazily, pastTheIndex],
};

const programPlugins = [...common.plugins, apart];

/**
 * Puts a program and all that it imports into `outdir`; `options` are esbuild's own, `entryPoints` among them: the program's,
 * and those of threads. Gives the folders of the packages that went into it, relative to the repository.
 */
export async function bundleProgram(outdir, { entryPoints: { program, ...threads }, ...options }) {
  const { build } = await import('esbuild');
  const file = (entryPoints, around) =>
    build({ ...common, outdir, ...options, entryPoints, ...around });
  const results = await Promise.all([
    file({ program }, { ...asFunction, plugins: programPlugins }),
    file(threads, { banner: { js: fileUrl } }),
    file({ [ofOneCommand.name]: ofOneCommand.name }, { external: ofOneCommand.neverThere }),
  ]);
  return packageFolders(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
}

/** A module with the same names, that loads the real one when one of them is read. */
function lateModule(path, names) {
  const load = `require(${JSON.stringify(path)})`;
  const getters = names.map((name) => `get ${name}() { return ${load}.${name}; },`);
  return `module.exports = { ${getters.join('\n')} };`;
}

function unusedModule(path, names) {
  const exported = names.map((name) =>
    name === 'default' ? 'export default missing;' : `export const ${name} = missing;`,
  );
  return `
    const fail = () => {
      throw new Error(${JSON.stringify(`${path} is not part of this program`)});
    };
    const missing = new Proxy(function () {}, { get: fail, apply: fail, construct: fail });
    ${exported.join('\n')}
  `;
}

/** A package may hold others, and folders with a package.json that only says how to load them. */
function packageFolders(inputs) {
  const folders = inputs
    .map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
    .filter((folder) => folder !== undefined && existsSync(join(root, folder, 'package.json')));
  return [...new Set(folders)].sort();
}
