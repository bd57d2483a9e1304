import type { PlacedSecret, SecretPlace } from '@mailhaul/application';
import { assert } from '@mailhaul/kernel';

/** The largest are key files of service accounts and certificates with their chain. */
export const secretLengthMax = 64 * 1024;
const ownerLengthMax = 200;

/** Another secret stands at that place: whoever wrote it may have it in use. */
export class SecretPlaceTaken extends Error {
  override readonly name = 'SecretPlaceTaken';
  constructor() {
    super('there is another secret at this place: take the next version');
  }
}

export function checkSecret({ place, secret }: PlacedSecret): void {
  const { owner, version } = place;
  assert(owner !== '' && owner.length <= ownerLengthMax, 'a secret has an owner');
  assert(Number.isSafeInteger(version) && version >= 0, 'a secret has a version');
  assert(secret.length <= secretLengthMax, 'a secret is not longer than secretLengthMax');
}

/** What a secret is bound to when it is encrypted; no event's context reads like it. */
export function boundToPlace({ tenant, owner, version }: SecretPlace): string {
  return `secret|${JSON.stringify([tenant, owner, version])}`;
}
