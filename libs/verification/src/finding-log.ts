import { type AbsenceReason, gradeOfFinding, worseGrade } from './grade.ts';
import type {
  Finding,
  FindingCounts,
  FindingKind,
  FolderToVerify,
  Grade,
} from './verify-mailbox.ts';

/** Kept for each grade apart: ten thousand changed flags never push out the one item that is missing. */
const findingsKeptMax = 10_000;

export interface ItemFinding {
  readonly kind: Finding['kind'];
  readonly detail: string;
  readonly absence?: AbsenceReason;
  readonly sourceId?: number;
  readonly targetId?: number;
  readonly size?: number;
  readonly epochSeconds?: number;
}

/** Collects findings, bounded, and the grades that follow from all of them, kept or not. */
export class FindingLog {
  readonly findings: Finding[] = [];
  droppedCount = 0;
  readonly #kept = new Map<Grade, number>();
  readonly #counts = new Map<FindingKind, number>();
  readonly #grades = new Map<FolderToVerify, Grade>();

  add(folder: FolderToVerify, finding: ItemFinding): void {
    const grade = gradeOfFinding(finding.kind, finding.absence);
    this.#grades.set(folder, worseGrade(this.gradeOf(folder), grade));
    this.#counts.set(finding.kind, (this.#counts.get(finding.kind) ?? 0) + 1);
    const kept = this.#kept.get(grade) ?? 0;
    if (kept >= findingsKeptMax) {
      this.droppedCount += 1;
      return;
    }
    this.#kept.set(grade, kept + 1);
    this.findings.push({
      kind: finding.kind,
      sourcePath: folder.sourcePath,
      targetPath: folder.targetPath,
      sourceId: finding.sourceId,
      targetId: finding.targetId,
      size: finding.size ?? 0,
      epochSeconds: finding.epochSeconds ?? 0,
      detail: finding.detail,
    });
  }

  counts(): FindingCounts {
    return Object.fromEntries(this.#counts);
  }

  gradeOf(folder: FolderToVerify): Grade {
    return this.#grades.get(folder) ?? 'Perfect';
  }

  /** The mailbox is as good as its worst folder. */
  grade(): Grade {
    return [...this.#grades.values()].reduce<Grade>(worseGrade, 'Perfect');
  }
}
