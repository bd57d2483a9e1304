import { type Tenant as TenantResource, tenantSchema } from '@mailhaul/contracts';
import { tenantDecider, tenantStream } from '@mailhaul/domain';
import { Controller, Inject } from '@nestjs/common';
import type { Done } from '../commands/commander.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { knownCaller, orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { tenantsOf } from '../identity/caller.ts';
import { listNamed } from './list-named.ts';

@Controller()
export class TenantsController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('listTenants')
  async listTenants(@TheCall() call: Call<'listTenants'>) {
    const { documents, tenants } = this.#parts;
    const own = tenantsOf(knownCaller(call));
    const page = call.query;
    if (own === undefined) {
      return documents.list({
        ...{ collection: 'tenants', schema: tenantSchema, page, defaultSort: 'name' },
      });
    }
    const found = await Promise.all(
      own
        .filter((id) => tenants.has(id))
        .map((id) => documents.get(tenantSchema, 'tenants', { tenant: id, id })),
    );
    return listNamed(
      found.filter((one) => one !== undefined),
      page,
    );
  }

  @Serves('createTenant')
  async createTenant(@TheCall() call: Call<'createTenant'>): Promise<TenantResource> {
    const { id, name, colour, weight } = call.body;
    const { commander, options } = this.#parts;
    const done = await commander.command(aggregate(id), {
      kind: 'CreateTenant',
      ...orderOf(call, options.clock),
      ...{ details: { name }, colour, weight },
    });
    return this.#answer(call, id, done);
  }

  @Serves('readTenant')
  readTenant(@TheCall() { tenant }: Call<'readTenant'>): Promise<TenantResource> {
    return this.#parts.documents.need(tenantSchema, 'tenants', { tenant, id: tenant });
  }

  @Serves('editTenant')
  async editTenant(@TheCall() call: Call<'editTenant'>): Promise<TenantResource> {
    const { name, colour, weight } = call.body;
    const { tenant, expectedRevision } = call;
    const { commander, options } = this.#parts;
    const done = await commander.command(
      { ...aggregate(tenant), expectedRevision },
      {
        kind: 'EditTenant',
        ...orderOf(call, options.clock),
        ...{ details: { name }, colour, weight },
      },
    );
    return this.#answer({ body: call.body }, tenant, done);
  }

  async #answer(
    { body }: { readonly body: Pick<TenantResource, 'name' | 'colour' | 'weight'> },
    id: string,
    done: Done,
  ): Promise<TenantResource> {
    const { commander, documents, options } = this.#parts;
    await this.#parts.reach(done.position);
    await commander.shown(done.position);
    const shown = await documents.get(tenantSchema, 'tenants', { tenant: id, id });
    const { name, colour, weight } = body;
    return (
      shown ?? {
        ...{ id, name, colour, weight, revision: done.revision },
        createdAt: options.clock.wallMs(),
        ...{ jobs: 0, pairs: 0, needYou: 0, running: 0 },
      }
    );
  }
}

function aggregate(tenant: string) {
  return { tenant, stream: tenantStream(tenant), decider: tenantDecider };
}
