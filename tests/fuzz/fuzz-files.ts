import { parseConnectionUrl } from '@mailhaul/connector-registry';
import { parsePairsCsv } from '../../apps/cli/src/pairs/pairs-csv.ts';
import { parseFolderMap } from '../../apps/cli/src/pairs/folder-map.ts';
import { planCsvPairs } from '../../apps/cli/src/pairs/plan-csv-pairs.ts';
import { UsageError } from '../../apps/cli/src/usage-error.ts';
import type { Chance } from './chance.ts';
import { mutate } from './mutate.ts';

const csv = [
  'source_url,source_user,source_password,target_url,target_user,target_password,folder_map',
  'imaps://old.example,ann@example.com,"correct, horse",imaps://new.example,ann,battery,Sent Items=Sent;a\\=b=c',
  'imap://old.example:143?security=none,bob,"a ""quoted"" one",imap://[::1]:143?security=starttls,bob,staple,',
].join('\r\n');

const urls = [
  'imaps://ann%40example.com:pass%3Aword@mail.example.com:993',
  'imap://ann@example.com:secret@[::1]:143?security=none',
  'imap://bob:s%2Fcret@mail.example.com/?security=starttls',
];

const secret = 'hunter2';

/** Files and URLs: faults are told as such, and a password is never among the words. */
export function fuzzFiles(chance: Chance): void {
  told(() => {
    const rows = parsePairsCsv(mutate(csv, chance));
    const side = { url: undefined, passwordFile: undefined };
    const defaults = {
      source: side,
      target: side,
      folderMap: [],
      environment: {},
      warn: () => undefined,
    };
    planCsvPairs(rows, defaults, '/nowhere');
  });
  told(() => parseFolderMap([mutate('Sent Items=Sent;Bin=Trash;a\\=b=c\\;d', chance)]));
  const url = mutate(chance.pick(urls), chance);
  const parsed = parseConnectionUrl(url);
  if (parsed.ok) checkSettings(parsed.settings);
  const withSecret = parseConnectionUrl(url.replace(/:[^:@/]*@/, `:${secret}@`));
  if (!withSecret.ok && withSecret.problem.includes(secret)) throw new Error('a password is told');
}

function checkSettings({ host, port, user }: { host: string; port: number; user: string }): void {
  const isGood =
    /^[a-z0-9.:_-]+$/.test(host) &&
    port >= 1 &&
    port <= 65_535 &&
    !/\p{Cc}/u.test(user.replaceAll(/[\u0080-\u009f]/g, ''));
  if (!isGood) throw new Error(`settings that are none: ${JSON.stringify({ host, port, user })}`);
}

function told(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
}
