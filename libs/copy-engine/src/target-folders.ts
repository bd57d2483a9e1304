import type { FolderState } from '@mailhaul/connector-contract';
import { assert } from '@mailhaul/kernel';
import { FolderGate } from './folder-gate.ts';

/** A target folder while a pass runs: its gate and the highest lower bound known for the ids of what comes next. */
export interface TargetFolder {
  readonly t: number;
  readonly gate: FolderGate;
  generation: number;
  nextId: number;
}

export class TargetFolders {
  readonly #folders = new Map<number, TargetFolder>();

  add(t: number, state: Pick<FolderState, 'generation' | 'nextId'>): void {
    const known = this.#folders.get(t);
    if (known === undefined) {
      const { generation, nextId } = state;
      this.#folders.set(t, { t, gate: new FolderGate(), generation, nextId });
    } else {
      raiseFence(known, state);
    }
  }

  get(t: number): TargetFolder {
    const folder = this.#folders.get(t);
    assert(folder !== undefined, `target folder ${t} is not open in this pass`);
    return folder;
  }

  has(t: number): boolean {
    return this.#folders.has(t);
  }
}

/** A fence only rises within a generation, and starts anew with the next one. */
export function raiseFence(
  folder: TargetFolder,
  state: { readonly generation: number; readonly nextId: number },
): void {
  if (folder.generation === state.generation) {
    folder.nextId = Math.max(folder.nextId, state.nextId);
  } else {
    folder.generation = state.generation;
    folder.nextId = state.nextId;
  }
}
