import { type AnswerElement, childOf, findIn, numberOf, textIn } from './answer-element.ts';
import type { Refusal } from '../response-codes.ts';

/** What a response message refuses; undefined where it was done. */
export function refusalIn(message: AnswerElement): Refusal | undefined {
  const kind = message.attributes.get('ResponseClass');
  const responseCode = textIn(message, 'm:ResponseCode');
  const isDone = responseCode === 'NoError' || responseCode === '';
  // A warning may come with what was done all the same.
  if (kind === 'Success' || (kind !== 'Error' && isDone)) return undefined;
  return {
    responseCode,
    text: textIn(message, 'm:MessageText'),
    backOffMs: backOffIn(message),
    isFault: false,
  };
}

/**
 * SOAP faults, with a detail of Exchange's or without one: of 1.1 (`faultcode`, `faultstring`, `detail`), and of 1.2 (§5.4: `Code` with
 * `Subcode`, `Reason`, `Detail`).
 */
export function faultRefusal(fault: AnswerElement): Refusal {
  const detail = named(fault, 'detail') ?? named(fault, 'Detail');
  const told = detail?.children.find(({ name }) => name.endsWith(':ResponseCode'))?.text.trim();
  const code = named(fault, 'Code');
  const codes = [
    named(fault, 'faultcode'),
    named(named(code, 'Subcode'), 'Value'),
    named(code, 'Value'),
  ];
  const short = codes
    .map((one) => /(?:^|[:.])(Error\w+)$/.exec(one?.text.trim() ?? '')?.[1])
    .find((one) => one !== undefined);
  const words = named(fault, 'faultstring') ?? named(named(fault, 'Reason'), 'Text');
  return {
    responseCode: told === undefined || told === '' ? (short ?? '') : told,
    text: words?.text.trim() ?? '',
    backOffMs: backOffIn(fault),
    isFault: true,
  };
}

/** By its name alone: parts of faults have a namespace, or none. */
function named(element: AnswerElement | undefined, local: string): AnswerElement | undefined {
  return element?.children.find(({ name }) => name.slice(name.indexOf(':') + 1) === local);
}

/** Page "EWS throttling in Exchange": how long to wait, in the MessageXml of a fault or a message. */
function backOffIn(element: AnswerElement): number | undefined {
  const xml = findIn(element, 't:MessageXml') ?? findIn(element, 'm:MessageXml');
  const value = xml?.children.find(
    (child) => child.name === 't:Value' && child.attributes.get('Name') === 'BackOffMilliseconds',
  );
  return numberOf(value?.text.trim());
}

/** What the server says of itself, for people: `Exchange 15.1.2507.6`; and whether it knows Exchange 2013's schema. */
export function serverIn(header: AnswerElement | undefined): {
  readonly name: string | undefined;
  readonly major: number;
} {
  const info = childOf(header, 't:ServerVersionInfo')?.attributes;
  const parts = ['MajorVersion', 'MinorVersion', 'MajorBuildNumber', 'MinorBuildNumber'].map(
    (part) => numberOf(info?.get(part)),
  );
  const known = parts.filter((part) => part !== undefined);
  return {
    name: known.length === 0 ? undefined : `Exchange ${known.join('.')}`,
    major: parts[0] ?? 0,
  };
}
