// `npm run configuration`: writes docs/reference/configuration.md and .env.example from the table of settings. `--check`
// writes nothing and fails when one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsTable } from '../libs/platform/config/src/settings-table.ts';

const settings = Object.entries(settingsTable);
const lineLengthMax = 98;
const files = [
  ['docs/reference/configuration.md', drawPage()],
  ['.env.example', drawExample()],
];

for (const [name, drawn] of files) {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  if (!process.argv.includes('--check')) {
    writeFileSync(file, drawn);
    console.log(`${name} is written`);
  } else if (drawn !== readIfThere(file)) {
    console.error(`${name} is stale: npm run configuration`);
    process.exitCode = 1;
  }
}

function drawPage() {
  const intro = `# Configuration

Made by \`npm run configuration\` from the table of settings (\`libs/platform/config/src/settings-table.ts\`).

The server reads its settings from the environment when it starts. A wrong value, or a name with \`MAILHAUL_\` that is not known,
ends the start; everything that is wrong is named at once, and values of secrets are never shown. An empty variable counts as not
set. \`.env.example\` has them all to begin with.

| Variable | What it says | Default | Allowed |
| --- | --- | --- | --- |
`;
  const rows = settings.map(([name, { description, default: value, allowed, isSecret }]) => {
    const secret = isSecret ? ' A secret.' : '';
    const shown = value === undefined ? '' : `\`${value}\``;
    return `| \`${name}\` | ${cell(description)}${secret} | ${shown} | ${cell(allowed)} |`;
  });
  return `${intro}${rows.join('\n')}\n`;
}

function drawExample() {
  const intro =
    '# Made by `npm run configuration`. What stands here behind "#" is the default, or an empty place.\n';
  const parts = settings.map(([name, { description, default: value = '', allowed, isSecret }]) => {
    const secret = isSecret ? ' A secret.' : '';
    const words = `${description}${secret} Allowed: ${allowed}.`.replaceAll('`', '');
    return `\n${wrapped(words)}\n#${name}=${value}\n`;
  });
  return intro + parts.join('');
}

function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > lineLengthMax) lines.push('');
    lines.push(`${lines.pop()} ${word}`);
  }
  return lines.map((line) => `#${line}`).join('\n');
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
