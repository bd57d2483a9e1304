/** Where a secret belongs; the three are bound to it when it is encrypted. */
export interface SecretPlace {
  readonly tenant: string;
  /** `connection.ID`, `pair.ID`, `operator.ID`. */
  readonly owner: string;
  /** Which of the owner's secrets: events name it, a replaced one gets the next. */
  readonly version: number;
}

export interface PlacedSecret {
  readonly place: SecretPlace;
  readonly secret: string;
}

/**
 * Passwords, tokens and their like, each encrypted with its tenant's data key, that one by the master key. What is read
 * here goes to a connector and nowhere else: no event, log, error or answer holds it.
 */
export abstract class SecretStore {
  /** Durable when it resolves. The same place may be written again with the same secret only by a repeat of its command. */
  abstract put(place: SecretPlace, secret: string): Promise<void>;
  /** As `put` for each; an adapter may do them as one, and then all or none. */
  async putAll(secrets: readonly PlacedSecret[]): Promise<void> {
    for (const { place, secret } of secrets) await this.put(place, secret);
  }
  /** Undefined: there is none, or its tenant's key was destroyed. @throws {SecretUnreadable} */
  abstract get(place: SecretPlace): Promise<string | undefined>;
  /** All versions. */
  abstract remove(tenant: string, owner: string): Promise<void>;
  /** As `remove` for each. */
  async removeAll(tenant: string, owners: readonly string[]): Promise<void> {
    for (const owner of owners) await this.remove(tenant, owner);
  }
  /** Where secrets are, in one order whatever comes and goes: at most `max` behind that place, or from the first. */
  abstract places(after: SecretPlace | undefined, max: number): Promise<readonly SecretPlace[]>;
  /** Those alone; that one is not there is no error. */
  abstract removePlaces(places: readonly SecretPlace[]): Promise<void>;
}

/** It was altered or moved, or the master key is another one. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable';
}
