// `npm run errors`: writes docs/reference/errors.md from the error catalogue. `--check` writes nothing and fails when the
// page is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCatalogue } from '../libs/connectors/contract/src/error-catalogue.ts';

const page = fileURLToPath(new URL('../docs/reference/errors.md', import.meta.url));

const fixers = {
  operator: 'you, who run Mailhaul',
  administrator: 'the administrator of the mail system',
  'mailbox-owner': 'the owner of the mailbox',
  nobody: 'nobody: it goes on by itself',
};

const scopes = {
  item: 'one item',
  folder: 'one folder',
  mailbox: 'one mailbox',
  connection: 'one connection',
  process: 'the whole run',
};

const dispositions = {
  retry: 'tried again by itself',
  retryAfter: 'tried again after the time that the server gives',
  failItem: 'the item counts as failed, the others go on; a delta pass tries it again',
  needsOperator: 'stops there until a person has mended it; the same command resumes',
  bug: 'the run ends',
};

const drawn = draw();
if (process.argv.includes('--check')) {
  if (drawn !== readIfThere()) {
    console.error('docs/reference/errors.md is stale: npm run errors');
    process.exitCode = 1;
  }
} else {
  writeFileSync(page, drawn);
  console.log('docs/reference/errors.md is written');
}

function draw() {
  const intro = `# Errors

Made by \`npm run errors\` from the error catalogue (\`libs/connectors/contract/src/error-catalogue.ts\`).

Each error has a code, how far it reaches, and what becomes of it. A server's response code decides (RFC 5530 and the vendors'
own), then its words, then what was asked of it. The words are judged in one file, \`libs/connectors/imap/src/server-words.ts\`;
beside it lie the recorded texts of real servers that it is measured with. What is said here of reach and outcome is the rule; a
single error may say otherwise, and then says so itself.

| Code | What happened | Who can end it |
| --- | --- | --- |
`;
  const rows = Object.entries(errorCatalogue).map(
    ([code, { cause, fixedBy }]) => `| [\`${code}\`](#${code}) | ${cause} | ${fixers[fixedBy]} |`,
  );
  const sections = Object.entries(errorCatalogue).map(
    ([code, entry]) => `## ${code}

${entry.cause}

- What to do: ${entry.whatToDo}
- Who can end it: ${fixers[entry.fixedBy]}.
- Reaches: ${scopes[entry.scope]}; ${dispositions[entry.disposition]} (\`${entry.scope}\`, \`${entry.disposition}\`).
- For example: \`${entry.sample}\`
`,
  );
  return `${intro}${rows.join('\n')}\n\n${sections.join('\n')}`;
}

function readIfThere() {
  try {
    return readFileSync(page, 'utf8');
  } catch {
    return undefined;
  }
}
