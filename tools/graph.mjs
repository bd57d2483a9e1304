// `npm run graph`: draws the libraries and who imports whom into docs/reference/libraries.md, from the imports as they
// are. `--check` writes nothing and fails when the page is stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';
import { layers } from './layers.ts';

const page = fileURLToPath(new URL('../docs/reference/libraries.md', import.meta.url));
const drawn = draw(await arrows());

if (process.argv.includes('--check')) {
  if (drawn !== readIfThere(page)) {
    console.error('docs/reference/libraries.md is stale: npm run graph');
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, drawn);
  console.log('docs/reference/libraries.md is written');
}

/** Pairs of layer names, ascending; the imports of specs are left out. */
async function arrows() {
  const { output } = await cruise(['apps', 'libs'], { ...config.options, validate: false });
  const found = new Set();
  for (const { source, dependencies } of output.modules) {
    if (/\.spec\.ts$|\/src\/spec-support\//.test(source)) continue;
    const from = layerOf(source);
    for (const { resolved } of dependencies) {
      const to = layerOf(resolved);
      if (from && to && from !== to) found.add(`${from} --> ${to}`);
    }
  }
  return [...found].sort();
}

function layerOf(file) {
  return layers.find(({ folder }) => file.startsWith(`${folder}/`))?.name;
}

function draw(lines) {
  return [
    '<!-- Made by `npm run graph`; do not edit. -->',
    '# Libraries and who imports whom',
    '',
    'Drawn from the imports of all sources but the specs. What is allowed stands in `tools/layers.ts`.',
    '',
    '```mermaid',
    'flowchart TD',
    ...layers.map(({ name, folder }) => `  ${name}["${folder}"]`),
    ...lines.map((line) => `  ${line}`),
    '```',
    '',
  ].join('\n');
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
