import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  const { metafile } = await build({
    ...common,
    outdir,
    format: 'esm',
    // Packages written as CommonJS ask for `require` where there is none.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    plugins: [withoutUnused],
    ...options,
  });
  return packageFolders(Object.keys(metafile.inputs));
}

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
