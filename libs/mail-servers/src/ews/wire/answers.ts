import { namespaces } from './namespaces.ts';
import { escapeXml } from './xml-element.ts';

/** What goes wrong with one part of a request: its response message has this code. */
export class EwsProblem extends Error {
  override readonly name = 'EwsProblem';
  readonly code: string;
  /** Said as `BackOffMilliseconds`. */
  readonly backOffMs: number | undefined;

  constructor(code: string, message = `The request failed: ${code}.`, backOffMs?: number) {
    super(message);
    this.code = code;
    this.backOffMs = backOffMs;
  }
}

/** What ends a request as a whole, whatever was done of it before. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
}

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
}

/** The pieces of an answer; bodies as they are, to be sent in base64. */
export type AnswerPiece = string | { readonly base64Of: Uint8Array };

const declaration = '<?xml version="1.0" encoding="utf-8"?>';

export function envelope(version: ServerVersion, body: readonly AnswerPiece[]): AnswerPiece[] {
  const { major, minor } = version;
  const info = `<h:ServerVersionInfo MajorVersion="${major}" MinorVersion="${minor}" MajorBuildNumber="2507" MinorBuildNumber="6" xmlns:h="${namespaces.t}"/>`;
  return [
    `${declaration}<s:Envelope xmlns:s="${namespaces.s}"><s:Header>${info}</s:Header>`,
    `<s:Body xmlns:m="${namespaces.m}" xmlns:t="${namespaces.t}">`,
    ...body,
    '</s:Body></s:Envelope>',
  ];
}

/** The answer of an operation: one response message for each thing that was asked for. */
export function response(operation: string, messages: readonly AnswerPiece[]): AnswerPiece[] {
  const name = `m:${operation}Response`;
  return [`<${name}><m:ResponseMessages>`, ...messages, `</m:ResponseMessages></${name}>`];
}

export function success(operation: string, content: readonly AnswerPiece[]): AnswerPiece[] {
  const name = `m:${operation}ResponseMessage`;
  return [
    `<${name} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>`,
    ...content,
    `</${name}>`,
  ];
}

export function failure(
  operation: string,
  { code, message, backOffMs }: EwsProblem,
): AnswerPiece[] {
  const name = `m:${operation}ResponseMessage`;
  return [
    `<${name} ResponseClass="Error"><m:MessageText>${escapeXml(message)}</m:MessageText>` +
      `<m:ResponseCode>${escapeXml(code)}</m:ResponseCode>` +
      `<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${hint(backOffMs)}</${name}>`,
  ];
}

function hint(backOffMs: number | undefined): string {
  return backOffMs === undefined
    ? ''
    : `<m:MessageXml><t:Value Name="BackOffMilliseconds">${backOffMs}</t:Value></m:MessageXml>`;
}

export interface Fault {
  readonly code: string;
  readonly message?: string;
  /** As `BackOffMilliseconds`, with ErrorServerBusy (page "EWS throttling in Exchange"). */
  readonly backOffMs?: number;
  /** Some servers say only the fault's code and words. */
  readonly withoutDetail?: boolean;
}

export function faultEnvelope(fault: Fault): string {
  const { code, message = 'The server refused the request.', backOffMs, withoutDetail } = fault;
  const value =
    backOffMs === undefined
      ? ''
      : `<t:MessageXml xmlns:t="${namespaces.t}"><t:Value Name="BackOffMilliseconds">${backOffMs}</t:Value></t:MessageXml>`;
  const detail =
    `<detail><e:ResponseCode xmlns:e="${namespaces.e}">${escapeXml(code)}</e:ResponseCode>` +
    `<e:Message xmlns:e="${namespaces.e}">${escapeXml(message)}</e:Message>${value}</detail>`;
  return (
    `${declaration}<s:Envelope xmlns:s="${namespaces.s}"><s:Body><s:Fault>` +
    `<faultcode xmlns:a="${namespaces.t}">a:${escapeXml(code)}</faultcode>` +
    `<faultstring xml:lang="en-US">${escapeXml(message)}</faultstring>` +
    `${withoutDetail === true ? '' : detail}</s:Fault></s:Body></s:Envelope>`
  );
}
