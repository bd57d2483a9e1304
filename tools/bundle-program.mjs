import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const imapflowDir = join(root, 'node_modules/imapflow');

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

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/**
 * Puts a program and all that it imports into `outdir`; `options` are esbuild's own, entry points among them. Gives the
 * folders of the packages that went into it, relative to the repository.
 */
export async function bundleProgram(outdir, options) {
  const { build } = await import('esbuild');
  const { metafile: program } = await build({
    ...common,
    outdir,
    format: 'esm',
    // Packages written as CommonJS ask for `require` where there is none.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    plugins: [lazyPackages],
    ...options,
  });
  const entries = Object.keys(lazyImports).map((name) => JSON.stringify(name));
  const { metafile: rest } = await build({
    ...common,
    stdin: {
      contents: `module.exports = {${entries.map((name) => `${name}: () => require(${name})`).join()}};`,
      resolveDir: imapflowDir,
    },
    outfile: join(outdir, lazyFile),
    format: 'cjs',
  });
  return packageFolders([...Object.keys(program.inputs), ...Object.keys(rest.inputs)]);
}

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

/** A package may hold others, and folders with a package.json that only says how to load them. */
function packageFolders(inputs) {
  const folders = inputs
    .map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
    .filter((folder) => folder !== undefined && existsSync(join(root, folder, 'package.json')));
  return [...new Set(folders)].sort();
}
