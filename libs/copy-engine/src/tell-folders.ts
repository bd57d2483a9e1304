import type { Folder } from '@mailhaul/connector-contract';
import type { FolderLeftOut } from './leave-out.ts';
import type { PassRun } from './pass-run.ts';
import { pathText } from './path-text.ts';
import type { FolderPlan } from './plan-folders.ts';

/** Once a pass for each folder, however often it begins again. */
function isNews(run: PassRun, id: string): boolean {
  if (run.told.has(id)) return false;
  run.told.add(id);
  return true;
}

/** What is left out for what it is; what a filter leaves out the operator knows. */
export function tellLeftOut(run: PassRun, folders: readonly FolderLeftOut[]): void {
  for (const { source, why } of folders) {
    if (why === 'filter' || why === 'not-included' || !isNews(run, source.id)) continue;
    const itemCount = source.state?.itemCount;
    run.context.report({ kind: 'folder-left-out', path: pathText(source.path), why, itemCount });
  }
}

/** Where a folder went, when people find it there under another name, or beside one of the same use. */
export function tellPlace(run: PassRun, plan: FolderPlan, target: Folder): void {
  const { source, targetPath, because, isSecondOfUse = false } = plan;
  const path = pathText(source.path);
  const shown = pathText(target.shownAs ?? target.path);
  const isSpelled = shown !== pathText(targetPath) && target.path[0] !== 'INBOX';
  const why = isSpelled ? 'spelled' : because;
  if (why === undefined || (shown === path && !isSecondOfUse) || !isNews(run, source.id)) return;
  run.context.report({ kind: 'folder-placed', path, target: shown, why, isSecondOfUse });
}
