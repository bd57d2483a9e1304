import { type Session, SessionStore } from '@mailhaul/application';
import type { mongo } from 'mongoose';
import { sessionsPerOperatorMax } from '../session-table.ts';

export interface KeptSession extends Omit<Session, 'id'> {
  readonly _id: string;
}

export class MongoSessionStore extends SessionStore {
  readonly #kept: mongo.Collection<KeptSession>;

  constructor(kept: mongo.Collection<KeptSession>) {
    super();
    this.#kept = kept;
  }

  override async put({ id, ...session }: Session): Promise<void> {
    await this.#kept.replaceOne({ _id: id }, session, { upsert: true });
    const { operatorId } = session;
    // Never the one that has just been made.
    const surplus = await this.#kept
      .find({ operatorId: { $eq: operatorId }, _id: { $ne: id } })
      .sort({ createdAtMs: -1, _id: 1 })
      .skip(sessionsPerOperatorMax - 1)
      .toArray();
    if (surplus.length > 0) {
      await this.#kept.deleteMany({ _id: { $in: surplus.map(({ _id }) => _id) } });
    }
  }

  /** Also one that is past its end: who asks has the clock. */
  override async get(id: string): Promise<Session | undefined> {
    const row = await this.#kept.findOne({ _id: id });
    if (row === null) return undefined;
    const { operatorId, csrf, createdAtMs, expiresAtMs } = row;
    return {
      id,
      operatorId,
      csrf,
      createdAtMs: Number(createdAtMs),
      expiresAtMs: Number(expiresAtMs),
    };
  }

  override async remove(id: string): Promise<void> {
    await this.#kept.deleteOne({ _id: id });
  }

  override async removeOf(operatorId: string): Promise<void> {
    await this.#kept.deleteMany({ operatorId: { $eq: operatorId } });
  }

  override async removeExpired(nowMs: number): Promise<void> {
    await this.#kept.deleteMany({ expiresAtMs: { $lte: nowMs } });
  }
}
