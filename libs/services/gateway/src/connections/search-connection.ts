import type { OpenContext } from '@mailhaul/connector-contract';
import type { DescribedSecrets } from '@mailhaul/connector-registry';
import type { ConnectionDetails, ConnectionFacts } from '@mailhaul/domain';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { connectionAggregate, type ConnectionPlace } from './connection-place.ts';
import { readSecrets } from './connection-secrets.ts';
import { directorySettingsOf } from './directory-input.ts';
import {
  type FoundAll,
  foundInDirectory,
  foundInExchange,
  type SearchWish,
} from './mailbox-search.ts';

export interface SavedConnection {
  readonly details: ConnectionDetails & Pick<ConnectionFacts, 'kind'>;
  readonly secrets: DescribedSecrets;
  /** Another one is another definition. */
  readonly revision: number;
}

/** @throws {ApiProblem} there is no such connection. */
export async function savedConnection(
  parts: GatewayParts,
  place: ConnectionPlace,
): Promise<SavedConnection> {
  const { state, revision } = await parts.commander.fold(connectionAggregate(place));
  if (state.status === 'unknown' || state.status === 'deleted' || state.details === undefined) {
    throw new ApiProblem('not-found');
  }
  const secrets = await readSecrets(parts.options.secrets, place, state);
  return { details: { ...state.details, kind: state.kind }, secrets, revision };
}

/** Who has a mailbox there: by its directory, else by Exchange itself. @throws {ApiProblem} nobody can be asked, or answers. */
export function searchConnection(
  parts: GatewayParts,
  { details, secrets }: SavedConnection,
  asked: { readonly query: SearchWish; readonly context: OpenContext },
): Promise<FoundAll> {
  const guard = parts.options.addressGuard;
  const { query, context } = asked;
  if (details.directory === undefined) {
    return foundInExchange({ details, secrets, guard }, query, context);
  }
  const password = secrets.directoryPassword;
  return foundInDirectory(
    directorySettingsOf(details.directory, { password, guard }),
    query,
    context,
  );
}
