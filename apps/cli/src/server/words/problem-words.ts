import { unexpectedCode, unreachableCode } from '@mailhaul/api-client';
import type { Problem } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { cleanText } from '../../text/clean-text.ts';
import { formatCount } from '../../text/format.ts';

/** A file of many rows may be wrong in each. */
const faultsShownMax = 50;

/** What happened, place by place, what to do, who can, and what to quote. */
export function problemLines(problem: Problem): string[] {
  const { title, detail, whatToDo, fixedBy, faults = [], requestId } = problem;
  const more = faults.length - faultsShownMax;
  return [
    `mailhaul: ${cleanText(detail || title)}`,
    ...faults
      .slice(0, faultsShownMax)
      .map(({ place, message }) => `  ${cleanText(place)}: ${cleanText(message)}`),
    ...(more > 0 ? [`  … and ${formatCount(more)} more`] : []),
    ...(whatToDo === '' ? [] : [`  what to do: ${cleanText(whatToDo)}`]),
    `  who can: ${whoWords[fixedBy]}`,
    ...(requestId === '' ? [] : [`  request: ${cleanText(requestId)}`]),
  ];
}

const whoWords: Readonly<Record<Problem['fixedBy'], string>> = {
  you: 'you',
  operator: 'whoever runs Mailhaul',
  administrator: 'whoever runs the mail system',
  'mailbox-owner': 'whose mailbox it is',
  nobody: 'nobody has to: it passes by itself',
};

/** Documented in docs/reference/command-line.md. */
export function exitCodeOfProblem({ status, code }: Problem): ExitCode {
  if (code === unreachableCode || code === unexpectedCode || status === 401)
    return exitCodes.connection;
  if (status === 403 || status === 409 || status === 412 || status === 428 || status === 429)
    return exitCodes.refused;
  if (status >= 400 && status < 500) return exitCodes.usage;
  return status === 503 ? exitCodes.connection : exitCodes.defect;
}

export function lostProblem(address: string, why: string): Problem {
  return {
    ...ours,
    detail: `${address} cannot be reached: ${why}`,
    whatToDo:
      'Check the address, that the server runs, and the network; then the same command again.',
  };
}

export function unknownOutcome(address: string, why: string): Problem {
  return {
    ...ours,
    detail: `${address} was asked and gave no answer: ${why}`,
    whatToDo: 'It may have been done or not: look how it stands before asking again.',
    fixedBy: 'you',
  };
}

const ours = {
  type: 'about:blank',
  title: 'No answer',
  status: 0,
  code: unreachableCode,
  fixedBy: 'operator',
  requestId: '',
} as const;
