import { escapeXml } from './xml-text.ts';

export const namespaces = {
  s: 'http://schemas.xmlsoap.org/soap/envelope/',
  m: 'http://schemas.microsoft.com/exchange/services/2006/messages',
  t: 'http://schemas.microsoft.com/exchange/services/2006/types',
} as const;

export interface EnvelopeOptions {
  /** The oldest schema that has what is asked: servers take all up to their own. */
  readonly version: 'Exchange2010_SP1' | 'Exchange2013';
  /** Whose mailbox it is, where another one signs in. */
  readonly impersonated: string | undefined;
}

/** What stands before and behind the operation. The server cannot act before the end has come. */
export function envelopeAround(options: EnvelopeOptions): { start: string; end: string } {
  const { version, impersonated } = options;
  const impersonation =
    impersonated === undefined
      ? ''
      : '<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>' +
        `${escapeXml(impersonated)}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
  return {
    start:
      '<?xml version="1.0" encoding="utf-8"?>' +
      `<s:Envelope xmlns:s="${namespaces.s}" xmlns:m="${namespaces.m}" xmlns:t="${namespaces.t}">` +
      `<s:Header><t:RequestServerVersion Version="${version}"/>${impersonation}</s:Header><s:Body>`,
    end: '</s:Body></s:Envelope>',
  };
}
