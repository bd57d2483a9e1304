import { layers } from './tools/layers.ts';

/** Specs, and the helpers beside them. */
const spec = '(\\.spec\\.ts$|/src/spec-support/)';
const anyLibrary = `^(${layers.map(({ folder }) => folder).join('|')})/`;
const isForSpecs = layers.filter((layer) => layer.isForSpecs).map(({ folder }) => folder);

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one thing or three: move what both need into a third. ' +
        'A circle of types alone is gone at run time and may stay.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports this file and it imports nothing: use it or delete it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['(^|/)index\\.ts$', spec, '\\.d\\.ts$', '\\.mjs$', '^[^/]+\\.config\\.ts$'],
      },
      to: {},
    },
    {
      name: 'resolvable',
      comment:
        'The import leads nowhere: is the library in dependencies and in the references of tsconfig.json?',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'only-through-index',
      comment: 'Import a library by its name and let its index.ts say what is public.',
      severity: 'error',
      from: { path: anyLibrary },
      // libs/testing has one index per folder, named in its exports.
      to: {
        path: anyLibrary,
        pathNot: [
          '/src/index\\.ts$',
          '/src/[^/]+/index\\.ts$',
          // A service's core stands apart from its Nest module.
          '^libs/services/[^/]+/src/core\\.ts$',
          '^$1/',
        ],
      },
    },
    {
      name: 'no-import-of-specs',
      comment: 'A spec is nobody’s library: move what is shared to libs/testing.',
      severity: 'error',
      from: { pathNot: spec },
      to: { path: spec },
    },
    {
      name: 'helpers-only-from-specs',
      comment:
        'libs/testing and the conformance suites run in specs and tests/ only: what production needs lives elsewhere.',
      severity: 'error',
      from: { pathNot: [spec, '^tests/', ...isForSpecs.map((folder) => `^${folder}/`)] },
      to: { path: isForSpecs.map((folder) => `^${folder}/`) },
    },
    {
      name: 'platform-only-from-apps',
      comment: 'Take the port of libs/application; an app chooses the adapter and hands it in.',
      severity: 'error',
      from: { path: '^libs/', pathNot: [spec, '^libs/platform/', '^libs/testing/'] },
      // The channel chooses nothing: it leads to the store that the app chose, out of the thread of a pass.
      to: { path: '^libs/platform/', pathNot: '^libs/platform/event-store/channel/' },
    },
    ...['memory', 'imap', 'decorators'].map((connector) => ({
      name: `connector-${connector}-only-from-registry`,
      comment:
        'Ask the registry to open a mailbox by its URL; no other code knows which connectors there are.',
      severity: 'error',
      from: {
        pathNot: [
          spec,
          '^tests/',
          '^libs/testing/',
          '^libs/connectors/registry/',
          `^libs/connectors/${connector}/`,
        ],
      },
      to: { path: `^libs/connectors/${connector}/` },
    })),
    {
      name: 'production-needs-no-test-tools',
      comment: 'A package that only tests need does not belong into what runs in production.',
      severity: 'error',
      from: {
        path: '^(libs|apps)/',
        pathNot: [spec, ...isForSpecs.map((folder) => `^${folder}/`)],
      },
      to: { path: 'node_modules/(vitest|fast-check|strip-ansi)/' },
    },
    ...layers.filter(({ imports }) => imports !== 'any').map(arrowsOf),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(libs|apps)/.*/(dist|\\.next)/|^apps/console/next-env' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.spec.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['mailhaul-source', 'import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
    progress: { type: 'none' },
  },
};

/** One rule per library: everything but its own files and the libraries that the table names is closed. */
function arrowsOf(layer) {
  const open = layers.filter(({ name }) => layer.imports.includes(name) || name === layer.name);
  const names = layer.imports.length === 0 ? 'no other library' : layer.imports.join(', ');
  return {
    name: `layer-${layer.name}`,
    comment: `${layer.folder} may import ${names}: hand the thing in, or move the code to a layer that may know it (tools/layers.ts).`,
    severity: 'error',
    from: { path: `^${layer.folder}/`, pathNot: spec },
    to: { path: anyLibrary, pathNot: open.map(({ folder }) => `^${folder}/`) },
  };
}
