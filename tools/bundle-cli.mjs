// Puts the built command line into a few files, so that it is on the wire sooner: `node tools/bundle-cli.mjs`.
// Does nothing when the bundle is newer than every build it was made of.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = join(root, 'apps/cli/dist/bundle');
const madeFrom = join(outDir, 'made-from.json');

const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
const builds = references
  .map(({ path }) => join(root, path, 'dist/.tsbuildinfo'))
  .filter((file) => existsSync(file));

/**
 * What imapflow brings for work that is not asked of it (it only signs in), by what it imports of each. It lies in a file
 * of its own that is read at the first use.
 */
const lazyImports = {
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
const lazyFile = 'imapflow-rest.cjs';
const imapflowDir = join(root, 'node_modules/imapflow');

const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter: /^[a-z@]/ }, ({ path, importer }) =>
      path in lazyImports && importer.startsWith(imapflowDir)
        ? { path, namespace: 'lazy' }
        : undefined,
    );
    build.onResolve({ filter: /^\.\/imapflow-rest\.cjs$/ }, ({ path }) => ({
      path,
      external: true,
    }));
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
      contents: lazyModule(path, lazyImports[path]),
    }));
  },
};

function lazyModule(path, names) {
  const exported = names.map((name) => {
    const isDefault = name === 'default';
    const pick = isDefault ? 'load()' : `load().${name}`;
    return `export ${isDefault ? 'default' : `const ${name} =`} lazy(() => ${pick});`;
  });
  return `
    const load = () => require('./${lazyFile}')[${JSON.stringify(path)}]();
    const lazy = (pick) => new Proxy(function () {}, {
      get: (_, key) => pick()[key],
      apply: (_, self, args) => Reflect.apply(pick(), self, args),
      construct: (_, args) => Reflect.construct(pick(), args),
    });
    ${exported.join('\n')}
  `;
}

if (!isFresh()) await bundle();

function isFresh() {
  if (!existsSync(madeFrom)) return false;
  const madeAtMs = statSync(madeFrom).mtimeMs;
  return [...builds, fileURLToPath(import.meta.url)].every(
    (file) => statSync(file).mtimeMs <= madeAtMs,
  );
}

async function bundle() {
  const { build } = await import('esbuild');
  rmSync(outDir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: {
      index: 'apps/cli/dist/index.js',
      'store-worker': 'libs/platform/event-store/sqlite/dist/store-worker.js',
    },
    outdir: outDir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // Packages written as CommonJS ask for `require` where there is none.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    minifySyntax: true,
    plugins: [lazyPackages],
    legalComments: 'none',
    logLevel: 'warning',
  });
  const entries = Object.keys(lazyImports).map((name) => JSON.stringify(name));
  await build({
    stdin: {
      contents: `module.exports = {${entries.map((name) => `${name}: () => require(${name})`).join()}};`,
      resolveDir: imapflowDir,
    },
    outfile: join(outDir, lazyFile),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  // The start script looks here whether one of the builds is newer than the bundle.
  writeFileSync(madeFrom, JSON.stringify(builds.map((file) => relative(outDir, file))));
}
