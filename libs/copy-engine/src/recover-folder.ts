import { classOf } from './open-target.ts';
import { asConnectorError } from './pass-context.ts';
import type { PassRun } from './pass-run.ts';
import { recoverTarget } from './recover-target.ts';
import { raiseFence } from './target-folders.ts';

/** Times a target folder is made again within one recovery. */
const reopeningsMax = 3;

/**
 * Quiets a target folder and settles the fate of its open batches; makes the folder again where somebody has deleted
 * it in mid-run.
 */
export async function recoverFolder(run: PassRun, t: number, cause?: unknown): Promise<void> {
  const isQuiet = run.context.rules.quiesceBeforeScan;
  await run.targets.get(t).gate.alone(async () => {
    if (isFolderMissing(cause)) await reopenTarget(run, t);
    for (let reopenings = 0; ; reopenings += 1) {
      try {
        await recoverTarget(run, t);
        return;
      } catch (error) {
        if (!isFolderMissing(error) || reopenings >= reopeningsMax) throw error;
        await reopenTarget(run, t);
      }
    }
  }, isQuiet);
}

/** Makes sure that the target folder is there and records a new generation of it. The caller holds the gate alone. */
export async function reopenTarget(run: PassRun, t: number): Promise<void> {
  const { ledger } = run.context;
  const target = ledger.target(t);
  const copied = ledger.folders().find((folder) => folder.t === t);
  const source = run.sourceFolders.get(copied?.sourceId ?? '');
  const state = await run.targetControl.run(async (session) => {
    const ensured = await session.ensureFolder(target.path, {
      subscribe: true,
      ...classOf(source),
    });
    return ensured.folder.state ?? (await session.folderState(ensured.folder.id));
  });
  if (state.generation !== target.generation) {
    await ledger.recordTargetRegenerated(t, state);
  }
  raiseFence(run.targets.get(t), state);
}

export function isFolderMissing(error: unknown): boolean {
  return asConnectorError(error)?.code === 'folder-missing';
}
