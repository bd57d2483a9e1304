import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

const importOfOurs = /^import \{([^}]*)\} from '(@mailhaul\/[a-z-]+)';/gm;
const exportOfIndex = /^export \{([^}]*)\} from '(\.[^']+)';/gm;
/** A library's modules, as built or as written; the index itself only names them. */
const moduleOfOurs = /[\\/](?:dist|src)[\\/].*\.(?:js|ts)$/;

/**
 * For esbuild: who imports one name of a library gets the file that has it, not all that the library's index names. Modules of
 * ours do nothing when they are loaded, so nothing is missed where fewer of them are.
 */
export const pastTheIndex = {
  name: 'past-the-index',
  setup(build) {
    build.onLoad({ filter: moduleOfOurs }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const source = readFileSync(path, 'utf8');
      const libraries = new Set([...source.matchAll(importOfOurs)].map(([, , name]) => name));
      const places = new Map();
      for (const library of libraries) {
        const options = { kind: 'import-statement', resolveDir: dirname(path) };
        const { path: index, errors } = await build.resolve(library, options);
        if (errors.length === 0) places.set(library, placesOf(index));
      }
      const contents = source.replaceAll(importOfOurs, (line, names, library) =>
        places.has(library) ? directImports(names, places.get(library)) : line,
      );
      return { contents, loader: extname(path).slice(1) };
    });
  },
};

function directImports(names, places) {
  const lines = namesIn(names).map(({ name, as }) => {
    const { file, name: there } = places(name);
    return `import { ${there} as ${as} } from ${JSON.stringify(file)};`;
  });
  // In one line, so that those below keep their numbers.
  return lines.join(' ');
}

/** Gives for a name of an index the file that has it, and its name there. */
function placesOf(index) {
  const places = new Map();
  for (const [, names, from] of readFileSync(index, 'utf8').matchAll(exportOfIndex))
    for (const { name, as } of namesIn(names))
      places.set(as, { file: join(dirname(index), from), name });
  return (name) => places.get(name) ?? { file: index, name };
}

/** `a, b as c` as pairs; types are nothing at run time. */
function namesIn(list) {
  const parts = list.split(',').map((part) => part.trim());
  return parts
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => {
      const [name, as = name] = part.split(/\s+as\s+/);
      return { name, as };
    });
}
