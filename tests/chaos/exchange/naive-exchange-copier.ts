// A deliberately faulty copier: it journals each message after the write, so that a kill between the two doubles it.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeOf, RawExchange } from '../../support/raw-exchange.ts';
import { foldersOf, type NumberedMail, openImap, readFolder } from '../../support/read-imap.ts';

const [sourceUrl = '', targetUrl = '', stateDir = ''] = process.argv.slice(2);
const journal = join(stateDir, 'journal');
mkdirSync(stateDir, { recursive: true });
const done = new Set(existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []);
const source = await openImap(sourceUrl);
const target = new RawExchange(placeOf(targetUrl));
for (const name of await foldersOf(source)) {
  const mail: NumberedMail[] = [];
  await readFolder(source, name, (one) => mail.push(one));
  const folderId = await target.folder(name);
  for (const one of mail) {
    const key = `${name} ${one.uid}`;
    if (done.has(key)) continue;
    await target.createMail(folderId, [one]);
    appendFileSync(journal, `${key}\n`);
  }
}
await source.close();
target.close();
