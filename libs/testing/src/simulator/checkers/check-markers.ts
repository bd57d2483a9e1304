import type { LedgerReport } from '@mailhaul/pass-runner';
import type { Stage } from '../sim-workers.ts';
import { isEarlier } from '../sim-items.ts';
import { type Finding, violation } from './finding.ts';

/** A marker is of one source item, whatever was copied, recovered or adopted by it. */
export function checkMarkers(stage: Stage, report: LedgerReport): readonly Finding[] {
  if (stage.target.profile.capabilities.keepsMarkers !== true) return [];
  const findings: Finding[] = [];
  const itemOf = new Map<string, number>();
  const folders = new Map(report.folders.map((one) => [one.sourcePath.join('/'), one]));
  for (const { sourcePath, targetPath, sourceId, targetId, outcome } of report.rows()) {
    const folder = folders.get(sourcePath.join('/'));
    if (outcome !== 'migrated' || folder === undefined) continue;
    if (sourceId === undefined || targetId === undefined) continue;
    const { sourceGeneration, targetGeneration } = folder;
    const source = stage.source.copyAt(sourcePath.join('/'), sourceGeneration, sourceId);
    const copy = stage.target.copyAt(targetPath.join('/'), targetGeneration, targetId);
    const marker = copy?.stored.marker;
    if (source === undefined || marker === undefined || isEarlier(marker)) continue;
    const other = itemOf.get(marker);
    if (other !== undefined && other !== source.serial) {
      const who = `#${other} and #${source.serial}`;
      findings.push(violation('marker', `source items ${who} have copies of one marker`));
    }
    itemOf.set(marker, source.serial);
  }
  return findings;
}
