import type { Client } from '@mailhaul/api-client';
import { tenantIdSchema } from '@mailhaul/contracts';
import { cleanText } from '../../text/clean-text.ts';
import { UsageError } from '../../usage-error.ts';

/** Named in an error at most. */
const namedMax = 20;

/** @throws UsageError where it is not clear which one is meant. */
export async function chooseTenant(
  named: string | undefined,
  api: Pick<Client, 'call'>,
): Promise<string> {
  if (named !== undefined) {
    if (tenantIdSchema.safeParse(named).success) return named;
    throw new UsageError(
      `--tenant: ${JSON.stringify(cleanText(named))} is not the id of a tenant`,
      'mailhaul tenants list shows them',
    );
  }
  const { rows, next } = await api.call('listTenants', { query: { limit: namedMax } });
  const [only, second] = rows;
  if (only !== undefined && second === undefined) return only.id;
  if (only === undefined)
    throw new UsageError(
      'there is no tenant that this token may see',
      'mailhaul tenants create makes one, where you may',
    );
  const ids = rows.map(({ id }) => id).join(', ');
  throw new UsageError(
    'there are several tenants',
    `give --tenant: ${ids}${next === undefined ? '' : ', …'}`,
  );
}
