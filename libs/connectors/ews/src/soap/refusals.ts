import { type AnswerElement, childOf, findIn, numberOf, textIn } from './answer-element.ts';
import type { Refusal } from '../response-codes.ts';

/** What a response message refuses; undefined where it was done. */
export function refusalIn(message: AnswerElement): Refusal | undefined {
  const kind = message.attributes.get('ResponseClass');
  const responseCode = textIn(message, 'm:ResponseCode');
  const isDone = responseCode === 'NoError' || responseCode === '';
  if (kind === 'Success' || (kind === undefined && isDone)) return undefined;
  return {
    responseCode,
    text: textIn(message, 'm:MessageText'),
    backOffMs: backOffIn(message),
    isFault: false,
  };
}

/** SOAP 1.1 faults, with a detail of Exchange's or without one. */
export function faultRefusal(fault: AnswerElement): Refusal {
  const detail = fault.children.find(({ name }) => name === '?:detail');
  const told = detail?.children.find(({ name }) => name.endsWith(':ResponseCode'))?.text.trim();
  const faultCode = fault.children.find(({ name }) => name === '?:faultcode')?.text.trim() ?? '';
  const [, short = ''] = /(?:^|[:.])(Error\w+)$/.exec(faultCode) ?? [];
  return {
    responseCode: told === undefined || told === '' ? short : told,
    text: fault.children.find(({ name }) => name === '?:faultstring')?.text.trim() ?? '',
    backOffMs: backOffIn(fault),
    isFault: true,
  };
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
