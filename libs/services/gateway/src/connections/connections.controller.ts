import { describedSecretsText, type DescribedSecrets } from '@mailhaul/connector-registry';
import {
  type Connection as ConnectionResource,
  connectionSchema,
  type ConnectionSettings,
  jobSchema,
} from '@mailhaul/contracts';
import type { Connection } from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import { Controller, Inject } from '@nestjs/common';
import type { Done } from '../commands/commander.ts';
import { equal, oneOf } from '../commands/documents.ts';
import { secretVersionOf } from '../commands/ids.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import {
  checkSettings,
  detailsOf,
  factsOf,
  hasAny,
  mergedSecrets,
  secretsFor,
} from './connection-input.ts';
import { connectionAggregate, type ConnectionPlace, placeOf } from './connection-place.ts';
import { ownerOf, readSecrets } from './connection-secrets.ts';

@Controller()
export class ConnectionsController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('listConnections')
  listConnections(@TheCall() { tenant, query }: Call<'listConnections'>) {
    return this.#parts.documents.list({
      ...{ collection: 'connections', schema: connectionSchema, tenant, defaultSort: 'name' },
      fields: [oneOf('status', query.status)],
      page: query,
    });
  }

  @Serves('createConnection')
  async createConnection(@TheCall() call: Call<'createConnection'>): Promise<ConnectionResource> {
    const { commander, options } = this.#parts;
    const { settings } = call.body;
    const secrets = mergedSecrets({}, call.body.secrets);
    checkSettings(settings, secrets);
    const place = { tenant: call.tenant, id: uuid5(call.commandId, 'connection') };
    const credential = await this.#putSecrets(place, call, secrets);
    const done = await commander.command(connectionAggregate(place), {
      kind: 'DefineConnection',
      ...orderOf(call, options.clock),
      facts: factsOf(settings, credential),
      details: detailsOf(settings),
    });
    return this.#answer(place, { settings, hasSecrets: hasAny(secrets) }, done);
  }

  @Serves('readConnection')
  readConnection(@TheCall() call: Call<'readConnection'>): Promise<ConnectionResource> {
    return this.#parts.documents.need(connectionSchema, 'connections', placeOf(call));
  }

  @Serves('editConnection')
  async editConnection(@TheCall() call: Call<'editConnection'>): Promise<ConnectionResource> {
    const { commander, options } = this.#parts;
    const { settings } = call.body;
    const place = placeOf(call);
    const { state, revision } = await commander.fold(connectionAggregate(place));
    const saved = await this.#known(place, state);
    const { expectedRevision } = call;
    // Said first: with another revision the rest of the request means something else.
    if (expectedRevision !== revision) this.#refuseStale(revision);
    const secrets = secretsFor(saved, settings, call.body.secrets);
    checkSettings(settings, secrets);
    const credential = await this.#putSecrets(place, call, secrets);
    const done = await commander.command(
      { ...connectionAggregate(place), expectedRevision },
      {
        kind: 'EditConnection',
        ...orderOf(call, options.clock),
        facts: factsOf(settings, credential),
        details: detailsOf(settings),
      },
    );
    return this.#answer(place, { settings, hasSecrets: hasAny(secrets) }, done);
  }

  @Serves('deleteConnection')
  deleteConnection(@TheCall() call: Call<'deleteConnection'>): Promise<void> {
    const { commander, options, turns } = this.#parts;
    const place = placeOf(call);
    return turns.run(`connections of ${place.tenant}`, async () => {
      await this.#known(place, (await commander.fold(connectionAggregate(place))).state);
      await commander.needLists();
      await this.#refuseUsed(place);
      const { position } = await commander.command(
        { ...connectionAggregate(place), expectedRevision: call.expectedRevision },
        { kind: 'DeleteConnection', ...orderOf(call, options.clock) },
      );
      await options.secrets.remove(place.tenant, ownerOf(place));
      await commander.shown(position);
    });
  }

  async #known(place: ConnectionPlace, state: Connection) {
    if (state.status === 'unknown' || state.status === 'deleted' || state.details === undefined) {
      throw new ApiProblem('not-found');
    }
    const secrets = await readSecrets(this.#parts.options.secrets, place, state);
    return { details: state.details, secrets };
  }

  #refuseStale(revision: number): never {
    throw new ApiProblem('revision-stale', {
      detail: `It was changed since you have read it; its revision is ${revision} now.`,
      headers: { ETag: `"${revision}"` },
    });
  }

  /** @throws {ApiProblem} that names the jobs. */
  async #refuseUsed({ tenant, id }: ConnectionPlace): Promise<void> {
    const lists = await Promise.all(
      (['sourceConnectionId', 'targetConnectionId'] as const).map((field) =>
        this.#parts.documents.list({
          ...{ collection: 'jobs', schema: jobSchema, tenant, defaultSort: 'rank' },
          fields: [equal(field, id)],
          page: { limit: jobsNamedMax },
        }),
      ),
    );
    const users = new Map(lists.flatMap(({ rows }) => rows).map((job) => [job.id, job.name]));
    if (users.size === 0) return;
    const faults = [...users].map(([place, name]) => ({ place, message: `job “${name}”` }));
    throw new ApiProblem('connection-used', { faults });
  }

  /** The credential's version; 0: there is none. */
  async #putSecrets(
    place: ConnectionPlace,
    call: Pick<Call, 'commandId'>,
    secrets: DescribedSecrets,
  ): Promise<number> {
    if (!hasAny(secrets)) return 0;
    const version = secretVersionOf(call.commandId);
    const { tenant } = place;
    const where = { tenant, owner: ownerOf(place), version };
    await this.#parts.secretWriter.put(where, describedSecretsText(secrets));
    return version;
  }

  async #answer(
    place: ConnectionPlace,
    given: { readonly settings: ConnectionSettings; readonly hasSecrets: boolean },
    done: Done,
  ): Promise<ConnectionResource> {
    const { commander, documents, options } = this.#parts;
    await commander.shown(done.position);
    const shown = await documents.get(connectionSchema, 'connections', place);
    const nowMs = options.clock.wallMs();
    return (
      shown ?? {
        ...given.settings,
        ...{ id: place.id, status: 'untested', hasSecrets: given.hasSecrets, usedBy: 0 },
        ...{ createdAt: nowMs, updatedAt: nowMs, revision: done.revision },
      }
    );
  }
}

const jobsNamedMax = 20;
