// A deliberately faulty copier: it journals each message after the write (a kill between doubles) or before it (a kill
// between loses). Chaos runs must catch both.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asList, asText, parseValues, quoted, RawImap } from '@mailhaul/testing/wire';
import type { CopyRun } from './copier.ts';

const [mode = '', json = '{}'] = process.argv.slice(2);
const run = JSON.parse(json) as CopyRun;
const journal = join(run.stateDir, 'journal');
mkdirSync(run.stateDir, { recursive: true });
const done = new Set(existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []);

const { password } = run;
const host = '127.0.0.1';
const source = await RawImap.open({ host, port: run.sourcePort, user: run.sourceUser, password });
const target = await RawImap.open({ host, port: run.targetPort, user: run.targetUser, password });
const subscribed = new Set((await source.list('LSUB')).map(({ wireName }) => wireName));
const separator = (await target.list('LIST'))[0]?.separator ?? '/';
for (const { attributes, wireName, separator: from } of await source.list('LIST')) {
  if (attributes.some((attribute) => /no(select|nexistent)/.test(attribute))) continue;
  const path = wireName.replace(/^INBOX\./, '').split(from ?? '/');
  const targetName = quoted(path.join(separator));
  await target.send(`CREATE ${targetName}`);
  if (subscribed.has(wireName)) await target.ok(`SUBSCRIBE ${targetName}`);
  await source.ok(`EXAMINE ${quoted(wireName)}`);
  const { untagged } = await source.ok('UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])');
  for (const line of untagged) {
    const [, , kind, list] = parseValues(line);
    if (kind !== 'FETCH') continue;
    await copyMessage(`${wireName} `, targetName, asList(list));
  }
}
await Promise.all([source.close(), target.close()]);

async function copyMessage(
  folderKey: string,
  targetName: string,
  values: ReturnType<typeof asList>,
): Promise<void> {
  const field = (name: string) => values[values.indexOf(name) + 1];
  const key = folderKey + asText(field('UID'));
  if (done.has(key)) return;
  const body = field('BODY[]');
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(asText(body ?? ''), 'latin1');
  const flags = asList(field('FLAGS')).map(asText);
  const kept = flags.filter((flag) => flag !== '\\Recent').join(' ');
  const date = asText(field('INTERNALDATE'));
  if (mode === 'journal-before') appendFileSync(journal, `${key}\n`);
  await target.ok([`APPEND ${targetName} (${kept}) "${date}" {${bytes.length}+}\r\n`, bytes]);
  if (mode === 'journal-after') appendFileSync(journal, `${key}\n`);
}
