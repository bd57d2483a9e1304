import { layers, machineFolders, packageName } from '../layers.ts';
import { determinismPaths } from './determinism.mjs';

/** One `no-restricted-imports` per library, made of the table of layers; specs are free. */
export function layerConfigs(specs) {
  return layers.map((layer) => ({
    files: [`${layer.folder}/**/*.{ts,tsx}`],
    ignores: specs,
    rules: { '@typescript-eslint/no-restricted-imports': ['error', restrictions(layer)] },
  }));
}

function restrictions(layer) {
  const isOnMachine = machineFolders.some((folder) => layer.folder.startsWith(folder));
  return {
    paths: isOnMachine ? [] : determinismPaths,
    patterns: [
      {
        // A service's core is exported apart: it runs where Nest and its decorators do not. So is what brings a server's client along,
        // and the console's own process, which needs neither of them.
        group: [
          '@mailhaul/*/*',
          '!@mailhaul/*/core',
          '!@mailhaul/secrets/mongodb',
          '!@mailhaul/host/console',
        ],
        message: 'Import a library by its name; what it does not export is its own business.',
      },
      ...closedLibraries(layer),
      ...closedPackages(layer),
    ],
  };
}

function closedLibraries(layer) {
  if (layer.imports === 'any') return [];
  const closed = layers.filter((other) => !layer.imports.includes(other.name)).map(packageName);
  return [
    {
      group: closed,
      message: `${layer.folder} may import ${listOf(layer.imports.map((name) => `@mailhaul/${name}`))} only (docs/architecture.md, Layers).`,
    },
  ];
}

function closedPackages(layer) {
  if (layer.packages === 'any') return [];
  const open = layer.packages.map((name) => `|${name}(?:/|$)`).join('');
  return [
    {
      // Everything that is neither relative, nor Node's own, nor ours.
      regex: `^(?!\\.|node:|@mailhaul/${open})`,
      message:
        `${layer.folder} may use ${listOf(layer.packages)} of the packages: frameworks and server clients belong ` +
        'behind a port. A new one is a line in tools/layers.ts, and a decision.',
    },
  ];
}

function listOf(names) {
  return names.length === 0 ? 'none' : names.join(', ');
}
