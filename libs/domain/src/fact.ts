/** What every event of a person's or processor's command carries. */
export interface Fact {
  /** The wall's time, milliseconds. */
  readonly atMs: number;
  /** An operator's id, or a service's name: never a person's name. */
  readonly actor: string;
}

export interface Ordered extends Fact {
  readonly commandId: string;
}

export function factOf({ atMs, actor }: Fact): Fact {
  return { atMs, actor };
}
