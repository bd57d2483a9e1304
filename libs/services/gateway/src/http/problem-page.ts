import type { ProblemEntry } from './problem-entry.ts';
import { codeOfRejection, rejectionEntries, type RejectionReason } from './rejection-codes.ts';
import { requestEntries } from './request-codes.ts';

/** Every code that the API refuses with. */
export function problemCatalogue(): ReadonlyMap<string, ProblemEntry> {
  const rejections = Object.entries(rejectionEntries).map(
    ([reason, entry]) => [codeOfRejection(reason as RejectionReason), entry] as const,
  );
  return new Map<string, ProblemEntry>([...Object.entries(requestEntries), ...rejections]);
}

/** docs/reference/api-errors.md. */
export function problemPage(): string {
  const rows = [...problemCatalogue()]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(
      ([code, { status, title, whatToDo, fixedBy }]) =>
        `| \`${code}\` | ${status} | ${title} | ${fixedBy} | ${whatToDo} |`,
    );
  return `${[...head, ...rows].join('\n')}\n`;
}

const head = [
  '# Errors of the API',
  '',
  'Made from the gateway’s catalogue (`libs/services/gateway/src/http`). Every refusal is `application/problem+json` with its code, what',
  'happened, who can mend it, what to do, and a request id that the log has too; wrong places of a body or file are named one by one.',
  'Errors of mail systems have a page of their own: [errors](errors.md).',
  '',
  '| Code | Status | What happened | Who can mend it | What to do |',
  '| --- | --- | --- | --- | --- |',
];
