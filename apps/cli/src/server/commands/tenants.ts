import { tenantIdSchema } from '@mailhaul/contracts';
import type { Tenant } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { named, parseWhole } from '../../options/option-values.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount } from '../../text/format.ts';
import type { Server } from '../session/open-server.ts';
import { checkedInput } from '../words/checked-input.ts';
import { type Column, type RawListOptions, showList } from '../words/show-list.ts';

export interface RawTenantOptions {
  readonly name?: string;
  readonly weight?: string;
}

/** `mailhaul tenants list` */
export async function listTenants(server: Server, raw: RawListOptions): Promise<ExitCode> {
  await showList(server, {
    raw,
    ask: (query) => server.api.call('listTenants', { query }),
    columns: () => columns,
    empty: ['There is no tenant that this token may see.'],
  });
  return exitCodes.done;
}

/** `mailhaul tenants create ID` */
export async function createTenant(
  server: Server,
  id: string,
  raw: RawTenantOptions,
): Promise<ExitCode> {
  const checked = checkedInput(tenantIdSchema, id, () => JSON.stringify(cleanText(id)));
  const { weight } = raw;
  const body = {
    id: checked,
    name: raw.name ?? checked,
    ...(weight === undefined
      ? {}
      : { weight: named('--weight', () => parseWhole(weight, { min: 1, max: 100 })) }),
  };
  const tenant = await server.api.call('createTenant', { body });
  if (server.isJson) server.row(tenant);
  else server.say([`The tenant ${tenant.id} is there: ${tenant.name}.`]);
  return exitCodes.done;
}

const columns: readonly Column<Tenant>[] = [
  { head: 'Tenant', cell: ({ id }) => id },
  { head: 'name', width: 40, cell: ({ name }) => name },
  { head: 'jobs', align: 'right', cell: ({ jobs }) => formatCount(jobs) },
  { head: 'mailboxes', align: 'right', cell: ({ pairs }) => formatCount(pairs) },
  { head: 'running', align: 'right', cell: ({ running }) => formatCount(running) },
  { head: 'need you', align: 'right', cell: ({ needYou }) => formatCount(needYou) },
];
