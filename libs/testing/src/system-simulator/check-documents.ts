import type { JsonObject, RecordedEvent } from '@mailhaul/application';
import { type Finding, violation } from '../simulator/checkers/finding.ts';
import { LogRefold, type Expected } from './refold-log.ts';
import type { DocumentsSeen, SimDocuments } from './sim-documents.ts';

/** Beyond that one more says nothing new. */
const findingsMax = 5;

/** Every document that was ever written says what the log says up to its position, and none is missing where all was quiet. */
export function checkDocuments(
  { writes, stepsBack }: SimDocuments,
  seen: readonly DocumentsSeen[],
  events: readonly RecordedEvent[],
): readonly Finding[] {
  const refold = new LogRefold();
  for (const event of events) refold.take(event);
  const findings = stepsBack.map((detail) => violation('document-backwards', detail));
  for (const { collection, tenant, id, position, json } of writes) {
    if (!LogRefold.collections.has(collection)) continue;
    const key = `${collection} ${tenant} ${id}`;
    const fault = differenceOf(refold.at(key, position), json);
    if (fault !== undefined) {
      findings.push(violation('document', `${key} at ${position}: ${fault}`));
    }
    if (findings.length >= findingsMax) return findings;
  }
  for (const one of seen) {
    findings.push(...checkSeen(refold, one));
    if (findings.length >= findingsMax) return findings;
  }
  return findings;
}

function checkSeen(
  refold: LogRefold,
  { atMs, checkpoint, documents }: DocumentsSeen,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const key of refold.keys) {
    const fault = differenceOf(refold.at(key, checkpoint), documents.get(key)?.json);
    if (fault === undefined) continue;
    const when = `${Math.round(atMs / 1000)} s, checkpoint ${checkpoint}`;
    findings.push(violation('documents', `${key} at ${when}: ${fault}`));
  }
  for (const [key, { position }] of documents) {
    const [collection = ''] = key.split(' ');
    if (position > checkpoint) {
      findings.push(violation('document-ahead', `${key}: ${position} beyond ${checkpoint}`));
    }
    const isKnown = refold.at(key, checkpoint) !== undefined;
    if (LogRefold.collections.has(collection) && !isKnown) {
      findings.push(violation('documents', `${key} at ${checkpoint}: nobody told of it`));
    }
  }
  return findings;
}

/** Undefined: it says what it must. */
function differenceOf(expected: Expected, json: string | undefined): string | undefined {
  if (expected === undefined) return json === undefined ? undefined : 'should not be there';
  if (json === undefined) return 'is missing';
  const body = JSON.parse(json) as JsonObject;
  for (const [field, value] of Object.entries(expected)) {
    const [is, should] = [ordered(body[field]), ordered(value)];
    if (is !== should) return `${field} is ${is}, not ${should}`;
  }
  return undefined;
}

/** As text, whatever the order of its fields. */
function ordered(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'absent';
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
