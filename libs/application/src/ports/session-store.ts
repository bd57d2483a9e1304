/** Somebody signed in. The token itself is nowhere but with them. */
export interface Session {
  /** SHA-256 of the token, hex. */
  readonly id: string;
  readonly operatorId: string;
  /** Must come back in a header with every request that changes something. */
  readonly csrf: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Who is signed in. Losing it signs everybody out and does nothing else. */
export abstract class SessionStore {
  abstract put(session: Session): Promise<void>;
  abstract get(id: string): Promise<Session | undefined>;
  abstract remove(id: string): Promise<void>;
  abstract removeOf(operatorId: string): Promise<void>;
  abstract removeExpired(nowMs: number): Promise<void>;
}
