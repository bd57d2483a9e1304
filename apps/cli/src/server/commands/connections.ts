import type { Connection } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { formatCount, plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { findConnection } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { confirm } from '../words/confirm.ts';
import { catalogueEntry } from '../words/pair-words.ts';
import { type Column, type RawListOptions, showList } from '../words/show-list.ts';
import { type RawConnectionFlags, readConnectionSettings } from './connection-flags.ts';
import { type RawSecretFlags, readConnectionSecrets } from './connection-secrets.ts';

/** `mailhaul connections list` */
export async function listConnections(
  server: Server,
  raw: RawListOptions & { readonly status?: string },
): Promise<ExitCode> {
  const tenant = await server.tenant();
  const filter = raw.status === undefined ? {} : { status: raw.status };
  await showList(server, {
    raw,
    ask: (query) =>
      server.api.call('listConnections', { path: { tenant }, query: { ...query, ...filter } }),
    columns: () => columns,
    empty: ['There is no connection yet: mailhaul connections add NAME --host HOST defines one.'],
  });
  return exitCodes.done;
}

/** `mailhaul connections add NAME --host HOST` */
export async function addConnection(
  server: Server,
  name: string,
  raw: RawConnectionFlags & RawSecretFlags,
): Promise<ExitCode> {
  const settings = readConnectionSettings({ ...raw, name }, undefined);
  const secrets = await readConnectionSecrets(server, raw, { settings, mustAsk: true });
  const path = { tenant: await server.tenant() };
  const made = await server.api.call('createConnection', { path, body: { settings, secrets } });
  if (server.isJson) server.row(made);
  else
    server.say([
      `The connection ${made.name} is defined, and not tested yet.`,
      `Try it: mailhaul connections test ${shellWord(made.name)}${made.signIn === 'mailbox' ? ' --mailbox MAILBOX' : ''}`,
    ]);
  return exitCodes.done;
}

/** `mailhaul connections edit CONNECTION`: what no flag names stays as it is. */
export async function editConnection(
  server: Server,
  text: string,
  raw: RawConnectionFlags & RawSecretFlags,
): Promise<ExitCode> {
  const tenant = await server.tenant();
  const before = await findConnection(server, text);
  const settings = readConnectionSettings(raw, before);
  const isNewlyAdmin = settings.signIn === 'admin' && before.adminUser !== settings.adminUser;
  const wanted = { settings, mustAsk: isNewlyAdmin };
  const secrets = await readConnectionSecrets(server, raw, wanted);
  if (Object.keys(secrets).length === 0 && isSame(settings, before))
    throw new UsageError(
      'there is nothing to change',
      'mailhaul connections edit --help lists what can be changed',
    );
  const after = await server.api.call('editConnection', {
    path: { tenant, connection: before.id },
    body: { settings, secrets },
    ifMatch: before.revision,
  });
  if (server.isJson) server.row(after);
  else
    server.say([
      `The connection ${after.name} is changed; passes that begin from now on use it.`,
      ...(after.usedBy > 0 ? [`${plural(after.usedBy, 'job')} of this tenant use it.`] : []),
    ]);
  return exitCodes.done;
}

/** `mailhaul connections delete CONNECTION` */
export async function deleteConnection(
  server: Server,
  text: string,
  raw: { readonly yes?: boolean },
): Promise<ExitCode> {
  const tenant = await server.tenant();
  const { id, name, host, revision } = await findConnection(server, text);
  const question = `Delete the connection ${name} (${host}) and its credentials?`;
  if (!(await confirm(server, question, raw))) return exitCodes.interrupted;
  const path = { tenant, connection: id };
  await server.api.call('deleteConnection', { path, ifMatch: revision });
  if (server.isJson) server.row({ deleted: id });
  else server.say([`The connection ${name} is deleted.`]);
  return exitCodes.done;
}

function isSame(settings: object, before: Connection): boolean {
  const fields = Object.entries(settings) as [keyof Connection, unknown][];
  const cleared = clearedFields.filter((field) => before[field] !== undefined);
  const isEqual = ([field, value]: [keyof Connection, unknown]) =>
    JSON.stringify(before[field]) === JSON.stringify(value);
  return fields.every(isEqual) && cleared.every((field) => field in settings);
}

const clearedFields = [
  ...(['port', 'adminUser', 'login', 'auth', 'ca', 'pin', 'oauth', 'exchange'] as const),
  ...(['directory'] as const),
  ...(['mailboxesMax', 'bytesPerSecond', 'operationsPerSecond', 'workerTag'] as const),
];

function shellWord(name: string): string {
  return /^[\w.@-]+$/u.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

const kindWords: Readonly<Record<Connection['kind'], string>> = {
  imap: 'IMAP',
  exchange: 'Exchange',
  office365: 'Office 365',
};

const columns: readonly Column<Connection>[] = [
  { head: 'Connection', width: 40, cell: ({ name }) => name },
  { head: 'status', cell: ({ status }) => status },
  {
    head: 'server',
    width: 40,
    cell: ({ host, port }) => (port === undefined ? host : `${host}:${port}`),
  },
  { head: 'security', cell: ({ security }) => security },
  {
    head: 'signs in',
    width: 30,
    cell: ({ signIn, adminUser = 'admin', oauth }) =>
      `${signIn === 'admin' ? adminUser : 'each mailbox'}${oauth === undefined ? '' : ' (token)'}`,
  },
  { head: 'kind', cell: ({ kind }) => kindWords[kind] },
  { head: 'jobs', align: 'right', cell: ({ usedBy }) => formatCount(usedBy) },
  {
    head: 'problem',
    width: 60,
    cell: ({ problem }) => catalogueEntry(problem)?.cause ?? problem ?? '',
  },
];
