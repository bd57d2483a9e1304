/**
 * Keeps a lane's batches in order of arrival: bytes go out in the order of the places, and while a batch is being written
 * again after trouble no later one is begun, and no later one is repeated before it.
 */
export class LaneOrder {
  /** Places that are not done, oldest first. */
  readonly #active: LanePlace[] = [];
  #called: Promise<void> = Promise.resolve();

  take(): LanePlace {
    const earlier = [...this.#active];
    const place = new LanePlace(this.#called, earlier, () => {
      this.#active.splice(this.#active.indexOf(place), 1);
    });
    this.#active.push(place);
    this.#called = place.isCalled;
    return place;
  }
}

export class LanePlace {
  readonly #calledBefore: Promise<void>;
  readonly #earlier: readonly LanePlace[];
  readonly #onDone: () => void;
  readonly #called = Promise.withResolvers<void>();
  readonly #done = Promise.withResolvers<void>();
  #isTroubled = false;

  constructor(calledBefore: Promise<void>, earlier: readonly LanePlace[], onDone: () => void) {
    this.#calledBefore = calledBefore;
    this.#earlier = earlier;
    this.#onDone = onDone;
  }

  get isCalled(): Promise<void> {
    return this.#called.promise;
  }

  /** Resolves when the write before has its place on the wire and no earlier one is in trouble. */
  async myTurn(): Promise<void> {
    await this.#calledBefore;
    for (const place of this.#earlier) if (place.#isTroubled) await place.#done.promise;
  }

  /** This place's bytes are on their way: the next may begin. May be told again. */
  called(): void {
    this.#called.resolve();
  }

  /** Something must be written again: resolves when everything earlier has come to its end. */
  async troubled(): Promise<void> {
    this.#isTroubled = true;
    for (const place of this.#earlier) await place.#done.promise;
  }

  done(): void {
    this.#called.resolve();
    this.#done.resolve();
    this.#onDone();
  }
}

/** A write in its place. */
export interface Turn {
  readonly place: LanePlace;
  /** The write has its place on the wire. */
  readonly onCalled: () => void;
}
