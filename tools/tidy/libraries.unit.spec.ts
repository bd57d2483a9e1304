import { isBuiltin } from 'node:module';
import { dirname, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Layer, layers, packageName } from '../layers.ts';
import { codeFiles, files, read, readJson } from './repository.ts';

const manifestSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const rootManifest = manifestSchema.parse(readJson('package.json'));
const referencesSchema = z.object({
  references: z.array(z.object({ path: z.string() })).default([]),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ dependencies: z.record(z.string(), z.string()).optional() }),
  ),
});
const lock = lockSchema.parse(readJson('package-lock.json'));

const libraries = files
  .filter((file) => /^(libs|apps)\/.*package\.json$/.test(file))
  .map((file) => dirname(file));

describe('libraries', () => {
  it('stand in the table of layers and in the root tsconfig.json', () => {
    expect(layers.map(({ folder }) => folder).sort()).toEqual([...libraries].sort());
    const built = libraries.filter((folder) => layerOf(folder)?.buildsItself !== true);
    expect(referencesOf('.').sort()).toEqual(built.sort());
  });

  it.each(libraries)('%s has a README, an index and its name from the table', (folder) => {
    expect(files).toContain(`${folder}/README.md`);
    const layer = layerOf(folder);
    const entry = layer?.isProgram === true ? 'main' : 'index';
    if (layer?.buildsItself !== true) expect(files).toContain(`${folder}/src/${entry}.ts`);
    expect(manifestOf(folder).name).toBe(layer && packageName(layer));
  });

  it.each(libraries)('%s declares what its sources import, and nothing else', (folder) => {
    const declared = Object.keys(manifestOf(folder).dependencies).sort();
    const imported = importsOf(folder);
    // What a tool of its own takes in (React's renderer, say) no source has to name.
    if (layerOf(folder)?.buildsItself) expect(declared).toEqual(expect.arrayContaining(imported));
    else expect(declared).toEqual(imported);
  });

  it.each(libraries)('%s refers in tsconfig.json to the libraries it imports', (folder) => {
    const expected = importsOf(folder)
      .map((name) => layers.find((layer) => packageName(layer) === name)?.folder)
      .filter((path) => path !== undefined);
    expect(referencesOf(folder).sort()).toEqual(expected.sort());
  });

  it('agree with each other, and with the root, on the version of a package', () => {
    const versions = new Map<string, Set<string>>();
    for (const { dependencies, devDependencies } of [rootManifest, ...libraries.map(manifestOf)]) {
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    const several = [...versions].filter(([, found]) => found.size > 1);
    expect(several).toEqual([]);
  });

  it.each(libraries)('%s stands in the lock as it is: else `npm ci` refuses', (folder) => {
    expect(lock.packages[folder]?.dependencies ?? {}).toEqual(manifestOf(folder).dependencies);
  });
});

function layerOf(folder: string): Layer | undefined {
  return layers.find((candidate) => candidate.folder === folder);
}

function manifestOf(folder: string): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(readJson(`${folder}/package.json`));
}

function referencesOf(folder: string): string[] {
  const { references } = referencesSchema.parse(readJson(posix.join(folder, 'tsconfig.json')));
  return references.map(({ path }) => posix.join(folder, path));
}

/** Packages that the library's own sources import, specs left out; ascending. */
function importsOf(folder: string): string[] {
  const sources = codeFiles.filter(
    (file) => file.startsWith(`${folder}/`) && !/\.spec\.ts$|\/src\/spec-support\//.test(file),
  );
  const imported =
    /(?:\bfrom|\bimport\(|^import|\(import\.meta\.url\)(?:\.resolve)?\()\s*['"]([^'".][^'"\s]*)['"]/gm;
  const names = sources.flatMap((file) =>
    [...withoutComments(read(file)).matchAll(imported)].map((match) => packageOf(match[1] ?? '')),
  );
  const self = manifestOf(folder).name;
  return [...new Set(names)].filter((name) => !isBuiltin(name) && name !== self).sort();
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
