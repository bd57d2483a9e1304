import type { Finding, Grade } from './verify-mailbox.ts';

const worstFirst: readonly Grade[] = ['Poor', 'Investigate', 'Good', 'Perfect'];

export type AbsenceReason = 'excluded' | 'failed' | 'gone' | 'collapsed';

/** The best grade that a folder with this finding can have: docs/reference/grades.md. */
export function gradeOfFinding(kind: Finding['kind'], absence?: AbsenceReason): Grade {
  switch (kind) {
    case 'missing':
      return 'Poor';
    case 'bytes-differ':
    case 'date-differs':
    case 'extra-twin':
    case 'folder-missing':
    case 'unreadable':
      return 'Investigate';
    case 'known-absent':
      return absence === 'failed' ? 'Investigate' : 'Good';
    case 'extra':
    case 'bytes-unproven':
    case 'made-anew':
    case 'flags-differ':
      return 'Good';
  }
}

export function worseGrade(a: Grade, b: Grade): Grade {
  return worstFirst.indexOf(a) <= worstFirst.indexOf(b) ? a : b;
}
