import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { plural } from '../../text/format.ts';
import { type RawSelection, selectPairs } from '../names/select-pairs.ts';
import type { Server } from '../session/open-server.ts';
import { confirm } from '../words/confirm.ts';
import { type Column, showTable } from '../words/show-list.ts';

type Row = Readonly<Record<'source' | 'target' | 'password', string>>;

/** `mailhaul pairs initial-passwords`: each is told once, so it is asked whether somebody is there to keep them. */
export async function tellInitialPasswords(
  server: Server,
  chosen: {
    readonly pairs: readonly string[];
    readonly raw: RawSelection & { readonly csv?: boolean };
  },
): Promise<ExitCode> {
  const selected = await selectPairs(server, chosen);
  const what = selected.map(({ label }) => label).join(', ');
  const question = `Read the initial passwords of ${what}? Each is told once, and kept no longer.`;
  if (!(await confirm(server, question, chosen.raw))) return exitCodes.interrupted;
  const tenant = await server.tenant();
  const rows: Row[] = [];
  let without = 0;
  for (const { jobId, selection } of selected) {
    const path = { tenant, job: jobId };
    const answer = await server.api.call('tellInitialPasswords', { path, body: { selection } });
    rows.push(...answer.rows);
    without += answer.withoutCount;
  }
  if (server.isJson) for (const row of rows) server.row(row);
  else if (chosen.raw.csv === true) {
    server.say(['source,target,password', ...rows.map(csvLine)]);
  } else await showTable(server, columns, rows);
  if (without > 0) server.warn(`${plural(without, 'mailbox has', 'mailboxes have')} none to tell`);
  return exitCodes.done;
}

/** RFC 4180; no address begins as a formula would, and a password stays as it is. */
function csvLine({ source, target, password }: Row): string {
  const plain = [source, target].map((text) => (/^[=+@-]/.test(text) ? `'${text}` : text));
  return [...plain, password].map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
}

const columns: readonly Column<Row>[] = [
  { head: 'Mailbox', width: 40, cell: ({ source }) => source },
  { head: 'target', width: 40, cell: ({ target }) => target },
  { head: 'initial password', width: 70, cell: ({ password }) => password },
];
